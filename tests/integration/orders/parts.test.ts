/** What belongs to an order is the same whether webhooks, a comparison or the import told of it. */
import { control, openApp, type Sent, simulator, takeSent } from "../reconciliation/simulated-shopify.ts";
import { beforeAll, expect, it } from "vitest";
import { compareNow, processDeliveries, react, reconcile } from "#app/features/events/index.server.ts";
import { continueBackfill, openContact, ordersOf, startBackfill } from "#app/features/orders/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { comparators, deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { asOwner, deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

const { commands } = simulator.runtime;
const domain = simulator.shop.domain;

beforeAll(openApp);

/** By what Shopify's webhooks told, in any order. */
async function toldByWebhooks(webhooks: readonly Sent[]): Promise<TestShop> {
  const shop = await makeShop(undefined, simulator.shop.currency);
  await tell(shop, webhooks);
  return shop;
}

async function tell(shop: TestShop, webhooks: readonly Sent[]): Promise<void> {
  for (const { topic, body, triggeredAt } of webhooks)
    await deliver(shop, { topic, body, headers: { "X-Shopify-Triggered-At": triggeredAt } });
  await processDeliveries(shop.shopId, deliveryHandlers);
  await react(shop.shopId, reactions);
}

/** The shop as Shopify knows it, with nothing in it. */
async function emptyShop(): Promise<TestShop> {
  await asOwner(async (query) => {
    await query("DELETE FROM shop WHERE domain = $1", [domain]);
  });
  return makeShop(domain.replace(".myshopify.com", ""), simulator.shop.currency);
}

async function toldByComparison(webhooks: readonly Sent[] = []): Promise<TestShop> {
  const shop = await emptyShop();
  await tell(shop, webhooks);
  await withShop(shop.shopId, compareNow);
  await reconcile(shop.shopId, comparators);
  return shop;
}

async function toldByImport(): Promise<TestShop> {
  const shop = await emptyShop();
  await withShop(shop.shopId, startBackfill);
  await continueBackfill(shop.shopId);
  return shop;
}

/** What orders are made of. When something happened stands in the facts, where sources may differ by a few seconds. */
function readParts({ shopId }: TestShop) {
  return withShop(shopId, async (scope) => {
    const orders = await scope.db.order.findMany({ orderBy: { id: "asc" } });
    return {
      orders: orders.map(({ id, name, parts, sealed }) => ({
        id,
        name,
        parts,
        tracking: openContact(scope, id, sealed)?.tracking,
      })),
      facts: await scope.db.$queryRaw`
        SELECT kind, key, order_id, data FROM fact WHERE kind IN ('order.refunded', 'order.returned', 'order.transaction', 'order.edited') ORDER BY 1, 2`,
    };
  });
}

const tick = () => control("clock", { moveMs: 2000 });

function allowed<T extends { ok: boolean }>(result: T): T & { ok: true } {
  if (!result.ok) throw new Error(`the simulator refused: ${JSON.stringify(result)}`);
  return result as T & { ok: true };
}

/** An order with discounts, sent in two parcels, of which something comes back and is refunded. */
async function sellAndTakeBack() {
  const variants = [...simulator.shop.products.values()].flatMap((product) => product.variants);
  const [first, second] = variants.filter(({ price }) => price > 200n);
  for (const [title, code] of [
    ["Ten", "PARTS10"],
    ["Spring sale", null],
  ] as const)
    allowed(
      commands.createDiscount({
        title,
        code,
        startsAt: new Date(0),
        combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
        terms: {
          kind: "basic",
          value: { kind: "percentage", fraction: 0.1 },
          items: { kind: "all" },
        },
      }),
    );
  const buyer = allowed(commands.createCustomer({ firstName: "Sam", email: "sam@example.com" })).customer;
  const { order } = allowed(
    commands.placeOrder({
      customerId: buyer.id,
      lines: [
        { variantId: first!.id, quantity: 3 },
        { variantId: second!.id, quantity: 1 },
      ],
      discountCodes: ["PARTS10"],
      shipping: 400n,
      taxRate: 20,
    }),
  );
  const whole = allowed(
    commands.placeOrder({ customerId: buyer.id, lines: [{ variantId: first!.id, quantity: 2 }] }),
  ).order;
  await tick();
  const [line] = order.lines;
  const numbers = ["RM1", "RM2"];
  const sent = allowed(
    commands.fulfillOrder({
      orderId: order.id,
      lines: [{ lineId: line!.id, quantity: 2 }],
      tracking: { company: "Royal Mail", numbers, urls: ["https://example.com/RM1"] },
    }),
  );
  allowed(commands.fulfillOrder({ orderId: order.id }));
  allowed(commands.fulfillOrder({ orderId: whole.id }));
  const edited = allowed(
    commands.placeOrder({ customerId: buyer.id, lines: [{ variantId: first!.id, quantity: 2 }] }),
  ).order;
  const { edit } = allowed(commands.beginEdit(edited.id));
  allowed(commands.addVariant(edit.id, { variantId: second!.id, quantity: 3, allowDuplicates: false }));
  const lineToReduce = edited.lines[0]!.id.toString();
  allowed(commands.setLineQuantity(edit.id, { lineId: lineToReduce, quantity: 1, restock: false }));
  allowed(commands.commitEdit(edit.id));
  await tick();
  allowed(
    commands.createReturn({
      orderId: order.id,
      lines: [
        { fulfillmentLineId: sent.fulfillment.lines[0]!.id, quantity: 1, reason: "WRONG_ITEM", note: "blue" },
      ],
    }),
  );
  allowed(
    commands.refundOrder({
      orderId: order.id,
      lines: [{ lineId: line!.id, quantity: 1 }],
      shipping: 150n,
    }),
  );
  await tick();
  // Of these the order's own amounts tell everything: nobody has to ask for them once more.
  const plain = [
    { taxRate: 20, back: 1, shipping: 0n },
    { taxRate: 0, back: 2, shipping: 300n },
  ].map(({ taxRate, back, shipping }) => {
    const lines = [{ variantId: first!.id, quantity: 2 }];
    const bought = allowed(
      commands.placeOrder({ customerId: buyer.id, lines, shipping: 300n, taxRate }),
    ).order;
    const linesBack = [{ lineId: bought.lines[0]!.id, quantity: back }];
    allowed(commands.refundOrder({ orderId: bought.id, lines: linesBack, shipping }));
    return bought;
  });
  await tick();
  return { order, compared: [order, whole, ...plain], edited, buyer };
}

it("webhooks in any order, a comparison and the import tell the same of an order", async () => {
  await takeSent();
  const { order, compared, edited, buyer } = await sellAndTakeBack();
  const webhooks = (await takeSent()).filter(({ topic }) =>
    /^(orders|refunds|fulfil|returns|order_)/.test(topic),
  );
  const shop = await toldByWebhooks(webhooks);
  const told = await readParts(shop);
  expect(await readParts(await toldByWebhooks(webhooks.toReversed()))).toEqual(told);
  const isCompared = ({ id }: { id: bigint }) => compared.some((each) => each.id === id);
  const wanted = told.orders.filter(isCompared);
  expect(wanted).toHaveLength(4);
  const lost = /^(order_transactions|orders\/edited)/;
  const someLost = () => toldByComparison(webhooks.filter(({ topic }) => !lost.test(topic)));
  for (const source of [() => toldByComparison(), someLost, toldByImport]) {
    const { orders, facts } = await readParts(await source());
    expect(orders.filter(isCompared)).toEqual(wanted);
    expect(facts).toEqual(told.facts);
  }
  const customerId = await withShop(shop.shopId, async ({ db }) => {
    const known = await db.order.findFirstOrThrow({ where: { id: order.id } });
    return known.customerId!;
  });
  expect(customerId).toBe(buyer.id);
  const shown = (await withShop(shop.shopId, (scope) => ordersOf(scope, customerId, 10))).find(
    ({ id }) => id === order.id,
  );
  const edits = (await withShop(shop.shopId, (scope) => ordersOf(scope, customerId, 10))).flatMap(
    (each) => each.edits,
  );
  expect(edits).toMatchObject([
    {
      added: [{ lineId: edited.lines[1]!.id.toString(), quantity: 3 }],
      removed: [{ lineId: edited.lines[0]!.id.toString(), quantity: 1 }],
    },
  ]);
  const lineId = order.lines[0]!.id.toString();
  expect(shown?.discounts).toMatchObject([
    { kind: "automatic", name: "Spring sale" },
    { kind: "code", name: "PARTS10" },
  ]);
  expect(shown?.transactions.map(({ type, status, gateway }) => [type, status, gateway])).toEqual([
    ["sale", "success", "bogus"],
    ["refund", "success", "bogus"],
  ]);
  expect(shown?.transactions[0]?.amountMinor).toBe(shown?.totalMinor);
  expect(shown?.refunds).toMatchObject([{ shippingMinor: 150n, lines: [{ lineId, quantity: 1 }] }]);
  expect(shown?.refunds[0]?.paidBackMinor).toBe(shown!.refunds[0]!.goodsMinor + 150n);
  expect(shown?.parcels.map(({ lines }) => lines.length)).toEqual([1, 2]);
  expect(shown?.parcels[0]?.tracking).toEqual([
    { company: "Royal Mail", number: "RM1", url: "https://example.com/RM1" },
    { company: "Royal Mail", number: "RM2", url: null },
  ]);
  expect(shown?.returns).toMatchObject([{ lines: [{ lineId, quantity: 1, reason: "wrong_item" }] }]);
}, 60_000);
