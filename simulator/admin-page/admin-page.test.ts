import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Customer, Order, Product } from "#simulator/state/model.ts";
import { startTestAdmin, type TestAdmin } from "./test-admin.ts";

/** A name that would do harm if it were put into a page as it is. */
const HOSTILE = `<img src=x onerror="alert('1')">`;

let admin: TestAdmin;
let customers: Customer[];
let products: Product[];

const runtime = () => admin.simulator.runtime;
const shop = () => runtime().shop;
const newest = <T>(records: Map<bigint, T>): T => [...records.values()].at(-1)!;

beforeAll(async () => {
  admin = await startTestAdmin();
  admin.simulator.control.install();
  customers = [...shop().customers.values()];
  products = [...shop().products.values()];
});
afterAll(() => admin.simulator.close());

async function placeOrder(form: Record<string, string> = {}): Promise<Order> {
  const { done, text } = await admin.post("/orders/new", {
    form: "new-order",
    customer: customers[0]!.email!,
    "product-1": products[0]!.title,
    "quantity-1": "3",
    payment: "paid",
    source: "web",
    ...form,
  });
  expect(done, text).toBe("Order placed.");
  return newest(shop().orders);
}

/** Controls of a page that no label and no `aria-label` names. */
function unnamedControls(page: string): string[] {
  const labelled = new Set([...page.matchAll(/<label[^>]* for="([^"]*)"/g)].map(([, id]) => id));
  return [...page.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)]
    .filter(({ 0: control, index }) => {
      if (/type="hidden"|aria-label="/.test(control)) return false;
      if (labelled.has(/ id="([^"]*)"/.exec(control)?.[1])) return false;
      const before = page.slice(0, index);
      return before.split("<label").length === before.split("</label>").length;
    })
    .map(([control]) => control.slice(0, 120));
}

describe("orders by hand", () => {
  it("are placed for a customer or at a till, with codes, paid or not", async () => {
    await admin.post("/discounts", { form: "new-discount", code: "TEN", kind: "percentage", value: "10" });
    const order = await placeOrder({ codes: "TEN", tags: "a, b", note: "Wrap it" });
    expect(order).toMatchObject({ customerId: customers[0]!.id, tags: ["a", "b"], note: "Wrap it" });
    expect(order.discountCodes.map(({ code }) => code)).toEqual(["TEN"]);
    const location = newest(shop().locations);
    const sale = await placeOrder({ customer: "", source: `pos ${location.id}`, payment: "pending" });
    expect(sale).toMatchObject({ customerId: null, sourceName: "pos", financialStatus: "PENDING" });
  });

  it("are paid, sent, changed, returned and refunded", async () => {
    const order = await placeOrder({ payment: "pending" });
    const path = `/orders/${order.id}`;
    const [line] = order.lines;
    await admin.post(`${path}/mark-paid`);
    expect(order.financialStatus).toBe("PAID");
    await admin.post(`${path}/fulfil`, { form: "fulfil", [`line-${line!.id}`]: "2", number: "RM1" });
    const [parcel] = order.fulfillments;
    expect(parcel).toMatchObject({ trackingNumbers: ["RM1"], lines: [{ quantity: 2 }] });
    await admin.post(`${path}/parcels/${parcel!.id}/event`, { state: "DELIVERED" });
    expect(parcel!.shipmentStatus).toBe("DELIVERED");
    await admin.post(`${path}/edit`, { form: "edit", product: products[1]!.title, quantity: "1" });
    expect(order.lines).toHaveLength(2);
    await admin.post(`${path}/returns`, {
      form: "return",
      [`line-${parcel!.lines[0]!.id}`]: "1",
      reason: "DEFECTIVE",
    });
    await admin.post(`${path}/returns/${order.returns[0]!.id}/refund`);
    expect(order.returns[0]!.status).toBe("CLOSED");
    await admin.post(`${path}/refund`, {
      form: "refund",
      what: "lines",
      [`line-${line!.id}`]: "1",
      note: "Broken",
    });
    expect(order.refunds.map(({ note }) => note)).toEqual([null, "Broken"]);
    await admin.post(`${path}/note`, { form: "note", note: "Call first", tags: "late" });
    expect(order).toMatchObject({ note: "Call first", tags: ["late"] });
    const { text } = await admin.get(path);
    for (const topic of ["orders/paid", "orders/edited", "refunds/create"]) expect(text).toContain(topic);
    // As at Shopify: what was sent cannot be called off.
    expect((await admin.post(`${path}/cancel`, { form: "cancel", reason: "CUSTOMER" })).status).toBe(422);
  });

  it("are cancelled, archived and deleted", async () => {
    const order = await placeOrder({ test: "yes" });
    const path = `/orders/${order.id}`;
    await admin.post(`${path}/close`);
    expect(order.closedAt).not.toBeNull();
    await admin.post(`${path}/open`);
    await admin.post(`${path}/cancel`, { form: "cancel", reason: "CUSTOMER", refund: "yes" });
    expect(order).toMatchObject({ cancelReason: "customer", financialStatus: "REFUNDED" });
    await admin.post(`${path}/delete`);
    expect(shop().orders.has(order.id)).toBe(false);
  });

  it("can be found by number, customer and state", async () => {
    const order = await placeOrder({ payment: "pending" });
    const other = await placeOrder({ customer: customers[1]!.email! });
    const link = (id: bigint): string => `/orders/${id}"`;
    for (const query of [`q=%23${order.number}`, `q=${customers[0]!.email!}`, "state=unpaid"]) {
      const { text } = await admin.get(`/orders?${query}`);
      expect([query, text.includes(link(order.id)), text.includes(link(other.id))]).toEqual([
        query,
        true,
        false,
      ]);
    }
  });
});

describe("a refused form", () => {
  it("comes back with what was typed, and says beside the field what is wrong", async () => {
    const { status, text } = await admin.post("/orders/new", {
      form: "new-order",
      customer: "ann@example.com",
      "product-1": "Nothing like it",
    });
    expect(status).toBe(422);
    expect(text).toContain('value="ann@example.com"');
    expect(text).toMatch(
      /id="new-order-product-1"[^>]*aria-describedby="new-order-product-1-error"[^>]*aria-invalid/,
    );
    expect(text).toContain("There is no product &quot;Nothing like it&quot;.");
  });

  it("of a command shows the command's own words", async () => {
    const taken = { form: "new-customer", firstName: "Two", email: customers[0]!.email! };
    const { status, text } = await admin.post("/customers/new", taken);
    expect([status, text.includes("has already been taken")]).toEqual([422, true]);
    const query = await admin.post("/segments", {
      form: "new-segment",
      name: "Odd",
      query: "shoe_size > 40",
    });
    expect([query.status, query.text.includes("filter cannot be found")]).toEqual([422, true]);
  });
});

describe("what cannot be undone", () => {
  it.each(["/reset-nothing", "/state/reset", "/uninstall"])("is asked about first: %s", async (path) => {
    const { status, text } = await admin.post(path, { confirmed: "" });
    expect(runtime().installation()).not.toBeNull();
    if (path === "/reset-nothing") return expect(status).toBe(404);
    expect([status, text.includes('name="confirmed" value="yes"')]).toEqual([200, true]);
  });
});

describe("every page", () => {
  it("names its controls and shows hostile names as text", async () => {
    await admin.post("/products/new", { form: "new-product", title: HOSTILE, price: "1", tags: HOSTILE });
    await admin.post("/customers/new", {
      form: "new-customer",
      firstName: HOSTILE,
      email: "h@example.com",
      note: HOSTILE,
    });
    await admin.post("/segments", { form: "new-segment", name: HOSTILE, query: "number_of_orders >= 0" });
    await admin.post("/gift-cards", {
      form: "new-gift-card",
      initialValue: "5",
      note: HOSTILE,
      customer: "h@example.com",
    });
    await admin.post("/discounts", { form: "new-discount", title: HOSTILE, kind: "percentage", value: "5" });
    await admin.post("/state/snapshots", { form: "snapshot", name: HOSTILE });
    await admin.post("/shop", { form: "shop", name: HOSTILE });
    const order = await placeOrder({
      customer: "h@example.com",
      "product-1": HOSTILE,
      note: HOSTILE,
      tags: HOSTILE,
    });
    const ids = [shop().customers, shop().segments, shop().products, shop().giftCards, shop().discounts].map(
      (records: Map<bigint, { id: bigint }>) => newest(records).id,
    );
    const paths = ["customers", "segments", "products", "gift-cards", "discounts"];
    const delivery = admin.simulator.control.deliveries().findLast(({ body }) => body.includes("onerror"))!;
    const ofRecords = paths.flatMap((path, index) => [`/${path}`, `/${path}/${ids[index]}`]);
    const pages = [
      "",
      "/orders",
      "/orders/new",
      `/orders/${order.id}`,
      `/orders?q=${encodeURIComponent(HOSTILE)}&done=${encodeURIComponent(HOSTILE)}`,
      ...ofRecords,
      "/customers/new",
      `/customers/${ids[0]}/merge?with=${encodeURIComponent(HOSTILE)}`,
      "/products/new",
      "/checkouts",
      "/themes",
      "/permissions",
      "/webhooks",
      "/webhooks/test",
      "/webhooks/subscriptions",
      `/webhooks/${delivery.id}`,
      "/time",
      "/faults",
      "/state",
      "/shops",
      "/apps/perennial",
    ];
    for (const path of pages) {
      const { status, text } = await admin.get(path);
      expect([path, status, unnamedControls(text), text.includes("<img src=x")]).toEqual([
        path,
        200,
        [],
        false,
      ]);
    }
    expect((await admin.get(`/customers/${ids[0]}`)).text).toContain("&lt;img src=x");
  });
});
