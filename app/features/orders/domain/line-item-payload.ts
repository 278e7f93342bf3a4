import { z } from "zod";
import { decimal, id, orNull } from "#app/shared/payload.ts";
import { readAmount } from "./read-amount.ts";

/** A line of a cart or a checkout. */
export interface CartLine {
  variantId: string | null;
  productId: string | null;
  title: string;
  quantity: number;
  /** Price of one; minor units as decimal text. */
  unitPriceMinor: string;
}

export const cartLine = z.object({
  variant_id: orNull(id),
  product_id: orNull(id),
  title: orNull(z.string()),
  quantity: z.number().int(),
  price: orNull(decimal),
  line_price: orNull(decimal),
  price_set: orNull(z.object({ shop_money: z.object({ currency_code: orNull(z.string()) }) })),
});

type Line = z.output<typeof cartLine>;

/** @throws InvalidInput when the price is no amount of the currency */
export function toCartLine(line: Line, currency: string, what: string): CartLine {
  return {
    variantId: line.variant_id?.toString() ?? null,
    productId: line.product_id?.toString() ?? null,
    title: line.title ?? "",
    quantity: line.quantity,
    unitPriceMinor: readAmount(line.price ?? "0", currency, `${what}'s line_items.price`).toString(),
  };
}
