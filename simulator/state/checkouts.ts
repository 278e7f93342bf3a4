/** Carts are kept and checkouts begun, changed and completed. */
import { randomBytes, randomUUID } from "node:crypto";
import { cartPayload } from "#simulator/webhooks/cart-payloads.ts";
import { checkoutDeletedPayload, checkoutPayload } from "#simulator/webhooks/checkout-payloads.ts";
import type { CartInput, CheckoutCommands, CheckoutInput, CommandResult, ShopCommands } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { customerByEmail } from "./indexes.ts";
import type { Cart, Checkout } from "./model.ts";
import { newCart, newCheckout } from "./model/carts.ts";

type PriceCart = ShopCommands["priceCart"];
type CheckoutResult = CommandResult<{ checkout: Checkout }>;

const failure = (field: string, message: string) => ({ ok: false as const, errors: [{ field, message }] });

/** Takes over what is given; what is undefined stays. */
function take<T extends object>(target: T, given: Partial<T>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) Object.assign(target, { [name]: value });
  }
}

function saveCart(
  environment: CommandEnvironment,
  price: PriceCart,
  input: CartInput,
): CommandResult<{ cart: Cart }> {
  const { shop, clock } = environment;
  const known = input.token === undefined ? undefined : shop.carts.get(input.token);
  const { token = randomBytes(16).toString("hex"), ...given } = input;
  const cart = known ?? newCart({ token, createdAt: clock() });
  take(cart, given);
  cart.updatedAt = clock();
  shop.carts.set(cart.token, cart);
  if (cart.source === "online_store") {
    const priced = price(cart.lines, cart.discountCodes, cart.customerId, 0n);
    const topic = known ? "carts/update" : "carts/create";
    environment.emit([{ topic, payload: cartPayload(shop, cart, priced) }]);
  }
  return { ok: true, cart };
}

/** The customer who has the e-mail address belongs to the checkout although nobody signed in. */
function findBuyer(environment: CommandEnvironment, checkout: Checkout): void {
  if (checkout.customerId !== null || checkout.email === null) return;
  checkout.customerId = customerByEmail(environment.shop, checkout.email)?.id ?? null;
}

function priceCheckout(price: PriceCart, checkout: Checkout, shipping: bigint | undefined): void {
  const priced = price(checkout.lines, checkout.discountCodes, checkout.customerId, shipping);
  Object.assign(checkout, {
    linesTotal: priced.linesTotal,
    subtotal: priced.subtotal,
    shipping: priced.shipping,
    totalDiscounts: priced.linesTotal - priced.subtotal,
    total: priced.total,
  } satisfies Partial<Checkout>);
}

function startCheckout(
  environment: CommandEnvironment,
  price: PriceCart,
  input: CheckoutInput,
): CheckoutResult {
  const { shop, clock } = environment;
  if (!input.lines?.length) return failure("lines", "The cart is empty");
  const checkout = newCheckout({
    id: environment.allocate(),
    token: randomUUID().replaceAll("-", ""),
    abandonmentId: environment.allocate(),
    presentment: input.presentment ?? { currency: shop.currency, rate: 1 },
    createdAt: clock(),
  });
  take(checkout, input);
  findBuyer(environment, checkout);
  priceCheckout(price, checkout, input.shipping);
  shop.checkouts.set(checkout.id, checkout);
  environment.emit([{ topic: "checkouts/create", payload: checkoutPayload(shop, checkout) }]);
  return { ok: true, checkout };
}

function updateCheckout(
  environment: CommandEnvironment,
  price: PriceCart,
  id: bigint,
  input: CheckoutInput,
): CheckoutResult {
  const { shop, clock } = environment;
  const checkout = shop.checkouts.get(id);
  if (!checkout) return failure("id", "Checkout does not exist");
  if (checkout.completedAt) return failure("id", "Checkout is already completed");
  if (input.lines?.length === 0) return failure("lines", "The cart is empty");
  take(checkout, input);
  findBuyer(environment, checkout);
  priceCheckout(price, checkout, input.shipping ?? checkout.shipping);
  checkout.updatedAt = clock();
  environment.emit([{ topic: "checkouts/update", payload: checkoutPayload(shop, checkout) }]);
  return { ok: true, checkout };
}

function completeCheckout(environment: CommandEnvironment, id: bigint, orderId: bigint): CheckoutResult {
  const { shop, clock } = environment;
  const checkout = shop.checkouts.get(id);
  if (!checkout) return failure("id", "Checkout does not exist");
  if (checkout.completedAt) return failure("id", "Checkout is already completed");
  const order = shop.orders.get(orderId);
  if (!order) return failure("orderId", "Order does not exist");
  Object.assign(checkout, {
    orderId,
    customerId: checkout.customerId ?? order.customerId,
    completedAt: clock(),
    updatedAt: clock(),
  });
  if (checkout.cartToken !== null) shop.carts.delete(checkout.cartToken);
  environment.emit([{ topic: "checkouts/update", payload: checkoutPayload(shop, checkout) }]);
  return { ok: true, checkout };
}

function deleteCheckout(environment: CommandEnvironment, id: bigint): CheckoutResult {
  const { shop } = environment;
  const checkout = shop.checkouts.get(id);
  if (!checkout) return failure("id", "Checkout does not exist");
  shop.checkouts.delete(id);
  environment.emit([{ topic: "checkouts/delete", payload: checkoutDeletedPayload(shop, checkout) }]);
  return { ok: true, checkout };
}

/** `price`: the pricing of the shop's commands. */
export function createCheckoutCommands(environment: CommandEnvironment, price: PriceCart): CheckoutCommands {
  return {
    saveCart: (input) => saveCart(environment, price, input),
    startCheckout: (input) => startCheckout(environment, price, input),
    updateCheckout: (id, input) => updateCheckout(environment, price, id, input),
    completeCheckout: (id, orderId) => completeCheckout(environment, id, orderId),
    deleteCheckout: (id) => deleteCheckout(environment, id),
    addAbandonmentActivity: (id) => {
      const checkout = environment.shop.checkouts.get(id);
      if (!checkout) return failure("id", "Checkout does not exist");
      const activityId = environment.allocate();
      checkout.activities.push({ id: activityId, status: "NOT_SENT", reason: null, deliveredAt: null });
      return { ok: true, activityId };
    },
  };
}
