import { z } from "zod";
import type { Fact } from "#app/shared/fact.ts";
import { instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type CartLine, cartLine, toCartLine } from "./line-item-payload.ts";
import { readAmount } from "./read-amount.ts";

/** A cart of the online store as Shopify showed it at `updatedAt`. Nothing personal. */
export interface CartState {
  token: string;
  /** The shop's; null when the cart is empty, which tells none. */
  currency: string | null;
  /** After discounts, in minor units of the currency. */
  totalMinor: bigint;
  itemCount: number;
  lines: CartLine[];
  createdAt: Date;
  updatedAt: Date;
}

const CartPayload = z.object({
  token: orNull(z.string().min(1)),
  id: orNull(z.string().min(1)),
  line_items: orNull(z.array(cartLine)),
  created_at: instant,
  updated_at: orNull(instant),
});

/** Reads carts/create and carts/update. @throws InvalidInput that names the field */
export function cartFromWebhook(payload: unknown): CartState {
  const cart = readPayload(
    CartPayload.refine((read) => read.token ?? read.id, { path: ["token"], message: "expected a text" }),
    payload,
    "The cart",
  );
  const items = cart.line_items ?? [];
  const currency = items.map((line) => line.price_set?.shop_money.currency_code).find(Boolean) ?? null;
  // Without a currency the amounts mean nothing: kept as none.
  const lines = currency === null ? [] : items.map((line) => toCartLine(line, currency, "The cart"));
  return {
    token: (cart.token ?? cart.id)!,
    currency,
    totalMinor: items.reduce(
      (sum, line) =>
        currency === null
          ? 0n
          : sum + readAmount(line.line_price ?? "0", currency, "The cart's line_items.line_price"),
      0n,
    ),
    itemCount: items.reduce((sum, line) => sum + line.quantity, 0),
    lines,
    createdAt: cart.created_at,
    updatedAt: cart.updated_at ?? cart.created_at,
  };
}

/** One fact for each cart: when it began, and how it stands. A cart of fifty changes is still one cart. */
export function factFromCart(cart: CartState): Fact {
  return {
    kind: "cart.changed",
    key: cart.token,
    happenedAt: cart.createdAt,
    customerId: null,
    orderId: null,
    data: {
      changedAt: cart.updatedAt.toISOString(),
      currency: cart.currency,
      itemCount: cart.itemCount,
      totalMinor: cart.totalMinor.toString(),
    },
    sourceUpdatedAt: cart.updatedAt,
  };
}
