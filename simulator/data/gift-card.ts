/** The gift card that the demo store sells. */
import type { Product } from "#simulator/state/model.ts";
import { newProduct, newVariant } from "#simulator/state/model/catalogue.ts";

/** What it can be worth, in hundredths. */
const VALUES = [1000n, 2500n, 5000n, 10_000n];

/** Where the ids of its records come from. */
export interface NextIds {
  product: () => bigint;
  variant: () => bigint;
  inventoryItem: () => bigint;
  /** Ids of other kinds. */
  option: bigint;
}

export function giftCardProduct(nextIds: NextIds, createdAt: Date): Product {
  const id = nextIds.product();
  const values = VALUES.map((value) => `£${value / 100n}`);
  return newProduct({
    id,
    title: "Gift card",
    handle: "gift-card",
    descriptionHtml: "<p>For whoever would rather choose. It comes by e-mail and never runs out.</p>",
    productType: "Gift card",
    vendor: "Marigold & Moss",
    isGiftCard: true,
    options: [{ id: nextIds.option, name: "Denominations", values }],
    variants: VALUES.map((price, index) =>
      newVariant({
        id: nextIds.variant(),
        productId: id,
        title: values[index]!,
        optionValues: [values[index]!],
        price,
        tracked: false,
        requiresShipping: false,
        taxable: false,
        inventoryItemId: nextIds.inventoryItem(),
        createdAt,
      }),
    ),
    createdAt,
  });
}
