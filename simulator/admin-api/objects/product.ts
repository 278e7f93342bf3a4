/** Products and their options in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { collectionsOf, isMember } from "#simulator/state/collections-rules.ts";
import { stockOf } from "#simulator/state/inventory-levels.ts";
import type { Product, ProductOption, Variant } from "#simulator/state/model.ts";
import {
  optionsOf,
  type OptionValue,
  optionValuesOf,
  valueHasVariants,
  valueId,
} from "#simulator/state/products-options.ts";
import { hasOnlyDefaultVariant, hasPage } from "#simulator/state/products-parts.ts";
import { totalStock } from "#simulator/state/products-variants.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";
import {
  imageOf,
  marketOf,
  mediaOf,
  plainText,
  priceIn,
  publishableFields,
  translations,
} from "./product-parts.ts";
import { collectionSortValue, searchCollections, variantSortValue, variantsOf } from "./product-search.ts";

type Priced = { variant: Variant; amount: bigint };

/** The variants with the lowest and the highest of an amount; null when none has it. */
function extremes(product: Product, amountOf: (variant: Variant) => bigint | null): [Priced, Priced] | null {
  const priced = product.variants
    .flatMap((variant) => {
      const amount = amountOf(variant);
      return amount === null ? [] : [{ variant, amount }];
    })
    .toSorted((a, b) => (a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0));
  return priced.length === 0 ? null : [priced[0]!, priced.at(-1)!];
}

const priceRange = (product: Product, show: (amount: bigint) => object) => {
  const found = extremes(product, ({ price }) => price);
  return { minVariantPrice: show(found?.[0].amount ?? 0n), maxVariantPrice: show(found?.[1].amount ?? 0n) };
};

function compareAtPriceRange(product: Product, _args: Arguments, { shop }: ApiContext) {
  const found = extremes(product, ({ compareAtPrice }) => compareAtPrice);
  if (!found) return null;
  return {
    minVariantCompareAtPrice: money(found[0].amount, shop.currency),
    maxVariantCompareAtPrice: money(found[1].amount, shop.currency),
  };
}

function contextualPricing(product: Product, args: Arguments, { shop }: ApiContext) {
  const market = marketOf(shop, args["context"]);
  const found = extremes(product, ({ price }) => price);
  const pricing = (priced: Priced | undefined) =>
    priced && {
      price: priceIn(market, priced.amount),
      compareAtPrice:
        priced.variant.compareAtPrice === null ? null : priceIn(market, priced.variant.compareAtPrice),
      unitPrice: null,
    };
  return {
    priceRange: priceRange(product, (amount) => priceIn(market, amount)),
    minVariantPricing: pricing(found?.[0]) ?? null,
    maxVariantPricing: pricing(found?.[1]) ?? null,
    fixedQuantityRulesCount: 0,
  };
}

export const productModel: TypeModel = {
  id: (product: Product) => gid("Product", product.id),
  legacyResourceId: (product: Product) => product.id.toString(),
  title: (product: Product) => product.title,
  handle: (product: Product) => product.handle,
  description: (product: Product, args) => plainText(product.descriptionHtml, args["truncateAt"]),
  descriptionHtml: (product: Product) => product.descriptionHtml,
  bodyHtml: (product: Product) => product.descriptionHtml,
  productType: (product: Product) => product.productType,
  category: () => null,
  vendor: (product: Product) => product.vendor,
  tags: (product: Product) => product.tags,
  status: (product: Product) => product.status,
  isGiftCard: (product: Product) => product.isGiftCard,
  giftCardTemplateSuffix: () => null,
  templateSuffix: (product: Product) => product.templateSuffix,
  requiresSellingPlan: () => false,
  sellingPlanGroupsCount: () => ({ count: 0, precision: "EXACT" }),
  combinedListingRole: () => null,
  hasVariantsThatRequiresComponents: () => false,
  hasOnlyDefaultVariant,
  hasOutOfStockVariants: (product: Product) =>
    product.variants.some((variant) => variant.tracked && stockOf(variant) <= 0),
  totalInventory: (product: Product) => totalStock(product),
  tracksInventory: (product: Product) => product.variants.some((variant) => variant.tracked),
  createdAt: (product: Product) => graphqlTime(product.createdAt),
  updatedAt: (product: Product) => graphqlTime(product.updatedAt),
  publishedAt: (product: Product) => product.publishedAt && graphqlTime(product.publishedAt),
  onlineStoreUrl: (product: Product, _args, context) =>
    hasPage(product, context.clock()) ? `${context.shop.primaryUrl}/products/${product.handle}` : null,
  onlineStorePreviewUrl: (product: Product, _args, context) =>
    `${context.shop.primaryUrl}/products/${product.handle}`,
  seo: (product: Product) => product.seo,
  priceRangeV2: (product: Product, _args, { shop }) =>
    priceRange(product, (amount) => money(amount, shop.currency)),
  compareAtPriceRange,
  contextualPricing,
  featuredImage: (product: Product, _args, { shop }) => imageOf(shop, product),
  featuredMedia: (product: Product, _args, { shop }) => mediaOf(shop, product),
  media: (product: Product, args, context, info) => {
    if (args["query"]) throw new NotModelled("the query argument of Product.media");
    const media = mediaOf(context.shop, product);
    return connection({
      items: media ? [media] : [],
      args,
      context,
      info,
      idOf: ({ id }) => id,
      keepOrder: true,
    });
  },
  mediaCount: (product: Product) => ({ count: product.imagePath === "" ? 0 : 1, precision: "EXACT" }),
  images: (product: Product, args, context, info) => {
    const image = imageOf(context.shop, product);
    return connection({
      items: image ? [image] : [],
      args,
      context,
      info,
      idOf: ({ id }) => id,
      keepOrder: true,
    });
  },
  options: (product: Product, args) => {
    const options = optionsOf(product).map((option) => ({ product, option }));
    return typeof args["first"] === "number" ? options.slice(0, args["first"]) : options;
  },
  variants: (product: Product, args, context, info) => {
    const sortKey = args["sortKey"];
    return connection({
      items: variantsOf(product),
      args,
      context,
      info,
      idOf: ({ variant }) => variant.id,
      ...(sortKey && sortKey !== "POSITION" ? { sortValue: variantSortValue(sortKey) } : { keepOrder: true }),
    });
  },
  variantsCount: (product: Product) => ({ count: product.variants.length, precision: "EXACT" }),
  totalVariants: (product: Product) => product.variants.length,
  collections: (product: Product, args, context, info) =>
    connection({
      items: searchCollections(context, args, collectionsOf(context.shop, product)),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
      sortValue: collectionSortValue(args["sortKey"]),
    }),
  inCollection: (product: Product, args, { shop }) =>
    [...shop.collections.values()].some(
      (collection) => gid("Collection", collection.id) === args["id"] && isMember(collection, product),
    ),
  translations: translations((product: Product) => gid("Product", product.id)),
  ...publishableFields("Product"),
  ...metafieldFields((product: Product) => gid("Product", product.id)),
};

interface OptionOfProduct {
  product: Product;
  option: ProductOption;
}

export const productOptionModel: TypeModel = {
  id: ({ option }: OptionOfProduct) => gid("ProductOption", option.id),
  name: ({ option }: OptionOfProduct) => option.name,
  position: ({ product, option }: OptionOfProduct) =>
    optionsOf(product).findIndex((each) => each.id === option.id) + 1,
  linkedMetafield: () => null,
  values: ({ product, option }: OptionOfProduct) =>
    optionValuesOf(product, option)
      .filter(valueHasVariants)
      .map(({ index }) => option.values[index]),
  optionValues: ({ product, option }: OptionOfProduct) => optionValuesOf(product, option),
  translations: translations(({ option }: OptionOfProduct) => gid("ProductOption", option.id)),
};

export const productOptionValueModel: TypeModel = {
  id: ({ option, index }: OptionValue) => gid("ProductOptionValue", valueId(option, index)),
  name: ({ option, index }: OptionValue) => option.values[index],
  hasVariants: valueHasVariants,
  linkedMetafieldValue: () => null,
  swatch: () => null,
  translations: translations(({ option, index }: OptionValue) =>
    gid("ProductOptionValue", valueId(option, index)),
  ),
};
