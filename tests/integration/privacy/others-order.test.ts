/** An order that staff gave to another customer still shows whom it was sold to. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import { findTraces } from "./find-traces.ts";

const [ANN, BEN] = [bigId(7), bigId(8)];
let shop: TestShop;
let email: string;
let sold: Payload;
let given: Payload;

beforeEach(async () => {
  shop = await makeShop();
  email = `ann-${randomUUID()}@example.com`;
  const address = { first_name: "Ann", last_name: "Quillfeather", address1: "17 Nightingale Mews" };
  const ben = makeCustomer({ id: BEN, email: "ben@example.com" });
  sold = makeOrder({ email, customer: makeCustomer({ id: ANN, email }), billing_address: address });
  given = { ...sold, customer: ben, updated_at: "2026-03-02T10:00:00+00:00" };
  await deliver(shop, { topic: "customers/create", payload: ben });
});

async function erase(): Promise<void> {
  await deliver(shop, {
    topic: "customers/redact",
    payload: { shop_domain: shop.domain, customer: { id: ANN, email, phone: null }, orders_to_redact: [] },
  });
  await workOff(shop);
  await workOffPrivacyRequests(shop.shopId);
}

const traces = () => findTraces(shop, { words: [email, "Quillfeather", "Nightingale"], ids: [ANN] });
const ownerOf = (orderId: bigint) =>
  withShop(shop.shopId, async ({ db }) => {
    const order = await db.order.findFirst({ where: { id: orderId } });
    const isSealed = order?.sealed !== null || order.emailToken !== null;
    return { customerId: order?.customerId, isSealed };
  });

describe("the erasure of whom it was sold to", () => {
  it.each([
    ["as they wrote it", (text: string) => text],
    ["in capitals", (text: string) => text.toUpperCase()],
  ])("takes them out of it, their e-mail standing there %s", async (_how, write) => {
    await deliver(shop, { topic: "orders/create", payload: sold });
    await deliver(shop, { topic: "orders/updated", payload: { ...given, email: write(email) } });
    await workOff(shop);
    expect(await traces()).toContain("orders");
    expect(await traces()).toContain("webhook_delivery");
    await erase();
    expect(await traces()).toEqual([]);
    expect(await ownerOf(bigId(1))).toEqual({ customerId: BEN, isSealed: false });
  });

  it("holds for what is delivered later", async () => {
    await deliver(shop, { topic: "orders/create", payload: sold });
    await workOff(shop);
    await erase();
    await deliver(shop, { topic: "orders/updated", payload: given });
    await workOff(shop);
    expect(await traces()).toEqual([]);
    expect(await ownerOf(bigId(1))).toEqual({ customerId: BEN, isSealed: false });
  });

  it("takes them out of a checkout of somebody else, also of one that is told of later", async () => {
    const ben = makeCustomer({ id: BEN, email: "ben@example.com" });
    const checkout = (token: string) => ({
      id: bigId(30),
      token,
      cart_token: null,
      email,
      customer: ben,
      shipping_address: { first_name: "Ann", last_name: "Quillfeather", address1: "17 Nightingale Mews" },
      currency: "GBP",
      total_price: "20.00",
      line_items: [],
      created_at: "2026-03-01T10:00:00+00:00",
      updated_at: "2026-03-01T10:00:05+00:00",
    });
    await deliver(shop, { topic: "orders/create", payload: sold });
    await deliver(shop, { topic: "checkouts/create", payload: checkout("known") });
    await workOff(shop);
    expect(await traces()).toContain("checkout");
    await erase();
    expect(await traces()).toEqual([]);
    await deliver(shop, { topic: "checkouts/create", payload: checkout("later") });
    await workOff(shop);
    expect(await traces()).toEqual([]);
  });

  it("leaves the orders of a customer who has the same e-mail", async () => {
    const other = makeCustomer({ id: bigId(9), email });
    await deliver(shop, { topic: "customers/create", payload: other });
    const own = makeOrder({ id: bigId(2), email, customer: other });
    await deliver(shop, { topic: "orders/create", payload: sold });
    await deliver(shop, { topic: "orders/create", payload: own });
    await workOff(shop);
    await erase();
    expect(await ownerOf(bigId(2))).toEqual({ customerId: bigId(9), isSealed: true });
    await deliver(shop, {
      topic: "orders/updated",
      payload: { ...own, note: "Ring twice", updated_at: "2026-03-03T10:00:00+00:00" },
    });
    await workOff(shop);
    expect(await ownerOf(bigId(2))).toEqual({ customerId: bigId(9), isSealed: true });
  });
});
