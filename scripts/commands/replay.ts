import { parseArgs } from "node:util";
import { loadEnvFile, say } from "../prepare.ts";

const USAGE = `Expected
  npm run replay -- --shop example.myshopify.com [--customer ID] [--deliveries] [--after ID]
  npm run replay -- --all [--deliveries]`;

/**
 * Has a running worker make anew what follows from the facts: of one customer, of one shop or of all. With
 * `--deliveries` the deliveries that still have their bodies are read again first. Safe at any time; nothing counts twice.
 */
export async function run(parameters: string[]): Promise<number> {
  const { values } = parseArgs({
    args: parameters,
    options: {
      shop: { type: "string" },
      customer: { type: "string" },
      after: { type: "string" },
      all: { type: "boolean", default: false },
      deliveries: { type: "boolean", default: false },
    },
  });
  const isId = (text: string | undefined) => text === undefined || /^-?\d{1,19}$/.test(text);
  const hasTarget = values.all ? !values.shop && !values.customer && !values.after : values.shop;
  if (!hasTarget || !isId(values.customer) || !isId(values.after)) throw new Error(USAGE);

  loadEnvFile();
  const { closeDatabase } = await import("../../app/platform/db/client.server.ts");
  try {
    const shops = values.shop ? [await shopOf(values.shop)] : await allShops();
    for (const shop of shops)
      await replay(shop, {
        customerId: values.customer === undefined ? undefined : BigInt(values.customer),
        afterId: values.after === undefined ? undefined : BigInt(values.after),
        withDeliveries: values.deliveries,
      });
    return 0;
  } finally {
    await closeDatabase();
  }
}

interface Shop {
  shopId: bigint;
  domain: string;
}

async function shopOf(domain: string): Promise<Shop> {
  const { findShopId } = await import("../../app/platform/db/scope.server.ts");
  const shopId = await findShopId(domain);
  if (shopId === null) throw new Error(`${domain} has not installed this app`);
  return { shopId, domain };
}

async function allShops(): Promise<Shop[]> {
  const { listShops } = await import("../../app/platform/db/scope.server.ts");
  return listShops();
}

async function replay(
  { shopId, domain }: Shop,
  chosen: { customerId: bigint | undefined; afterId: bigint | undefined; withDeliveries: boolean },
): Promise<void> {
  const { replayCustomer, replayDeliveries, replayShop } =
    await import("../../app/features/events/index.server.ts");
  const { withShop } = await import("../../app/platform/db/scope.server.ts");
  const { derived } = await import("../../app/worker/registry.server.ts");
  const { customerId, afterId } = chosen;
  if (chosen.withDeliveries) {
    const deliveries = await replayDeliveries(shopId, {
      ...(customerId === undefined ? {} : { customerId }),
      onProgress: (count) => say(`${domain}: ${count} deliveries wait to be read again`),
    });
    say(`${domain}: ${deliveries} deliveries will be read again`);
  }
  if (customerId !== undefined) {
    await withShop(shopId, (scope) => replayCustomer(scope, customerId, derived));
    say(`${domain}: customer ${customerId} will be worked out anew`);
    return;
  }
  const { customers } = await replayShop(shopId, derived, {
    ...(afterId === undefined ? {} : { afterId }),
    onProgress: (progress) =>
      say(
        `${domain}: ${progress.customers} customers so far; cut off here, go on with --after ${progress.customerId}`,
      ),
  });
  say(`${domain}: ${customers} customers will be worked out anew`);
}
