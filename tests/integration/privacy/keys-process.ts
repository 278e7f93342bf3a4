/** A process of its own, with the data keys of its environment: `deliver <domain> <count>`, `rotate`, `check` or `read`. */
import { createHmac, randomUUID } from "node:crypto";
import pg from "pg";
import { processDeliveries, receiveDelivery } from "#app/features/events/index.server.ts";
import { customerDeliveryHandlers, findCustomer } from "#app/features/customers/index.server.ts";
import { checkDataKeys } from "#app/platform/crypto/check-keys.server.ts";
import { closeDatabase } from "#app/platform/db/client.server.ts";
import { findShopId, withShop } from "#app/platform/db/scope.server.ts";
import { countKeys, rotateKeys } from "#scripts/rotate-keys.ts";

const [what, domain = "", count = "0"] = process.argv.slice(2);

async function deliverCustomers(): Promise<void> {
  for (let n = 1; n <= Number(count); n++) {
    const id = 1_000 + (process.pid % 1_000) * 1_000 + n;
    const body = Buffer.from(
      JSON.stringify({
        id,
        email: `c${id}@example.com`,
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      }),
    );
    const headers = new Headers({
      "X-Shopify-Topic": "customers/create",
      "X-Shopify-Shop-Domain": domain,
      "X-Shopify-Webhook-Id": randomUUID(),
      "X-Shopify-Event-Id": randomUUID(),
      "X-Shopify-Hmac-Sha256": createHmac("sha256", process.env["SHOPIFY_API_SECRET"]!)
        .update(body)
        .digest("base64"),
    });
    const answer = await receiveDelivery({ headers, body });
    if (answer.status !== 200) throw new Error(`refused with ${answer.status}`);
  }
  await processDeliveries((await findShopId(domain))!, customerDeliveryHandlers);
}

async function rotate(): Promise<void> {
  const client = new pg.Client(process.env["DATABASE_URL"]);
  await client.connect();
  const remaining = await rotateKeys(client);
  process.stdout.write(JSON.stringify({ remaining, counts: await countKeys(client) }));
  await client.end();
}

async function read(): Promise<void> {
  const shopId = (await findShopId(domain))!;
  const emails = await withShop(shopId, async (scope) => {
    const rows = await scope.db.customer.findMany({ where: { id: { gt: 0n } }, select: { id: true } });
    const found: (string | null)[] = [];
    for (const { id } of rows) found.push((await findCustomer(scope, id))?.email ?? null);
    return found;
  });
  process.stdout.write(JSON.stringify(emails));
}

if (what === "check") await checkDataKeys();
if (what === "deliver") await deliverCustomers();
if (what === "rotate") await rotate();
if (what === "read") await read();
await closeDatabase();
