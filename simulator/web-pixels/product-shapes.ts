/** Products and cart lines as web pixels get them. */
import type { Hundredths, Product, Variant } from "#simulator/state/model.ts";
import { present, textOf } from "#simulator/storefront/reader.ts";
import type { Reader } from "#simulator/storefront/reader.ts";
import { productUrl } from "#simulator/storefront/drops/product.ts";

export interface Money {
  amount: number;
  currencyCode: string;
}

/** Money in units of the shopper's currency. */
export const money = (reader: Reader, amount: Hundredths): Money => ({
  amount: present(reader, amount) / 100,
  currencyCode: reader.market.currency,
});

export function variantData(reader: Reader, product: Product, variant: Variant): object {
  const title = textOf(reader, `gid://shopify/Product/${product.id}`, "title", product.title);
  return {
    id: variant.id.toString(),
    image: product.imagePath === "" ? null : { src: product.imagePath },
    price: money(reader, variant.price),
    product: {
      id: product.id.toString(),
      title,
      type: product.productType,
      untranslatedTitle: product.title,
      url: productUrl(reader, product),
      vendor: product.vendor,
    },
    sku: variant.sku,
    title: variant.title,
    untranslatedTitle: variant.title,
  };
}

/** The first variant of a product, for lists; nothing for a product without variants. */
export const firstVariants = (reader: Reader, products: Product[]): object[] =>
  products.flatMap((product) => {
    const [variant] = product.variants;
    return variant ? [variantData(reader, product, variant)] : [];
  });
