import { expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { newAddress } from "#simulator/state/model/customers.ts";
import { payloadProblems } from "./payload-schema.ts";

/** A cart that becomes a checkout, an order, and another checkout that is deleted. */
function story() {
  const store = createTestStore();
  const { commands, customer, variants, sent } = store;
  const lines = [{ variantId: variants[0]!.id, quantity: 3, properties: { Engraving: "A" } }];
  const saved = commands.saveCart({ lines, customerId: customer.id, note: "Quick" });
  if (!saved.ok) throw new Error("no cart");
  const { token } = saved.cart;
  commands.saveCart({ token, lines: [...lines, { variantId: variants[1]!.id, quantity: 1 }] });
  const address = newAddress({ firstName: "Ada", lastName: "Marsh", city: "Leeds", countryCode: "GB" });
  const begin = () => {
    const begun = commands.startCheckout({ cartToken: token, lines, email: customer.email });
    if (!begun.ok) throw new Error("no checkout");
    return begun.checkout;
  };
  const checkout = begin();
  commands.updateCheckout(checkout.id, {
    shippingAddress: { ...address, provinceCode: "LDS", phone: "+44", company: "Mill", province: "Leeds" },
    attributes: { gift: "yes" },
  });
  const placed = commands.placeOrder({ customerId: customer.id, lines });
  if (placed.ok) commands.completeCheckout(checkout.id, placed.order.id);
  commands.deleteCheckout(begin().id);
  return { ...store, checkout, token, changes: sent.flat() };
}

it.each(["carts/create", "carts/update", "checkouts/create", "checkouts/update", "checkouts/delete"])(
  "%s conforms to Shopify's schema",
  (topic) => {
    const found = story().changes.filter((change) => change.topic === topic);
    expect(found.length).toBeGreaterThan(0);
    const [last] = found.slice(-1);
    expect(payloadProblems(topic, withAddresses(last!.payload))).toEqual([]);
  },
);

/** Schemas follow from examples, where every checkout has its addresses already. */
function withAddresses(payload: unknown): unknown {
  const known = story().changes.findLast((change) => change.topic === "checkouts/update")!.payload;
  const { shipping_address, billing_address } = known as Record<string, unknown>;
  return "line_items" in (payload as object) && "email" in (payload as object)
    ? { shipping_address, billing_address, ...(payload as object) }
    : payload;
}

it("finds the customer by the e-mail address, and empties the cart at the end", () => {
  const { checkout, customer, shop, token } = story();
  expect(checkout.customerId).toBe(customer.id);
  expect(checkout.total).toBe(checkout.subtotal + checkout.shipping);
  expect(checkout.completedAt).not.toBeNull();
  expect(shop.carts.has(token)).toBe(false);
});

it("sends nothing about carts of the Storefront API", () => {
  const { commands, sent, variants } = createTestStore();
  commands.saveCart({ source: "storefront_api", lines: [{ variantId: variants[0]!.id, quantity: 1 }] });
  expect(sent).toEqual([]);
});

it("does not begin a checkout without lines, nor change one that is completed", () => {
  const { commands, checkout } = story();
  expect(commands.startCheckout({ lines: [] })).toMatchObject({ ok: false });
  expect(commands.updateCheckout(checkout.id, { note: "late" })).toMatchObject({
    ok: false,
    errors: [{ message: "Checkout is already completed" }],
  });
});
