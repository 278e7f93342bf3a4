/** Variants in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import { isAvailable, onlineStockOf, stockOf } from "#simulator/state/inventory-levels.ts";
import { optionsOf } from "#simulator/state/products-options.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";
import { marketOf, priceIn, translations } from "./product-parts.ts";
import type { VariantOfProduct } from "./product-search.ts";

const variantGid = ({ variant }: VariantOfProduct): string => gid("ProductVariant", variant.id);

export const productVariantModel: TypeModel = {
  id: variantGid,
  legacyResourceId: ({ variant }: VariantOfProduct) => variant.id.toString(),
  title: ({ variant }: VariantOfProduct) => variant.title,
  displayName: ({ product, variant }: VariantOfProduct) => `${product.title} - ${variant.title}`,
  sku: ({ variant }: VariantOfProduct) => variant.sku,
  barcode: ({ variant }: VariantOfProduct) => variant.barcode,
  price: ({ variant }: VariantOfProduct, _args, { shop }) => restAmount(variant.price, shop.currency),
  compareAtPrice: ({ variant }: VariantOfProduct, _args, { shop }) =>
    variant.compareAtPrice === null ? null : restAmount(variant.compareAtPrice, shop.currency),
  contextualPricing: ({ variant }: VariantOfProduct, args, { shop }) => {
    const market = marketOf(shop, args["context"]);
    return {
      price: priceIn(market, variant.price),
      compareAtPrice: variant.compareAtPrice === null ? null : priceIn(market, variant.compareAtPrice),
      unitPrice: null,
    };
  },
  position: ({ product, variant }: VariantOfProduct) => product.variants.indexOf(variant) + 1,
  taxable: ({ variant }: VariantOfProduct) => variant.taxable,
  availableForSale: ({ variant }: VariantOfProduct, _args, { shop }) => isAvailable(shop, variant),
  inventoryPolicy: ({ variant }: VariantOfProduct) => variant.inventoryPolicy,
  inventoryQuantity: ({ variant }: VariantOfProduct) => stockOf(variant),
  sellableOnlineQuantity: ({ variant }: VariantOfProduct, _args, { shop }) => onlineStockOf(shop, variant),
  inventoryItem: (item: VariantOfProduct) => item,
  requiresComponents: () => false,
  showUnitPrice: () => false,
  unitPrice: () => null,
  unitPriceMeasurement: () => null,
  sellingPlanGroupsCount: () => ({ count: 0, precision: "EXACT" }),
  image: () => null,
  media: (_item: VariantOfProduct, args, context, info) =>
    connection({ items: [] as { id: string }[], args, context, info, idOf: ({ id }) => id }),
  selectedOptions: ({ product, variant }: VariantOfProduct) =>
    optionsOf(product).map((option, place) => {
      const value = variant.optionValues[place] ?? variant.title;
      const index = option.values.indexOf(value);
      return { name: option.name, value, optionValue: { product, option, index } };
    }),
  translations: translations(variantGid),
  createdAt: ({ variant }: VariantOfProduct) => graphqlTime(variant.createdAt),
  updatedAt: ({ variant }: VariantOfProduct) => graphqlTime(variant.updatedAt),
  product: ({ product }: VariantOfProduct) => product,
  ...metafieldFields(variantGid),
};
