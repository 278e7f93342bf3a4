/** What products, variants and collections have in common in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { currencyDigits } from "#simulator/money.ts";
import type { Hundredths, Market, Product, ShopState } from "#simulator/state/model.ts";
import { isPublished, pictureUrl } from "#simulator/state/products-parts.ts";
import { graphqlTime } from "#simulator/time.ts";
import { IMAGE_SIZE } from "#simulator/webhooks/product-payloads.ts";
import { connection } from "../connection.ts";
import {
  type ApiContext,
  type Arguments,
  NotModelled,
  type TypeModel,
  typed,
  type UserError,
  userError,
} from "../context.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import { money } from "./money.ts";

/** Errors of commands as userErrors; `before` is put in front of each field. */
export const userErrors = (errors: CommandError[], before: string[] = []): UserError[] =>
  errors.map(({ field, message, code }) => {
    const path = [...before, ...field.split(".").filter((part) => part !== "")];
    return userError(path.length > 0 ? path : null, message, code ?? null);
  });

/** Fails by name for inputs that the simulator leaves out. */
export function leaveOut(input: Record<string, unknown>, names: readonly string[], typeName: string): void {
  for (const name of names) {
    const value = input[name];
    if (value !== undefined && value !== null && value !== false)
      throw new NotModelled(`${typeName}.${name}`);
  }
}

/** A text in one line, without its tags. */
export function plainText(html: string, truncateAt: unknown): string {
  const text = html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return typeof truncateAt === "number" && text.length > truncateAt
    ? `${text.slice(0, Math.max(0, truncateAt - 3))}...`
    : text;
}

/** `translations` of whatever has a global id: texts of another language that the store has. */
export function translations<S>(idOf: (source: S) => string) {
  return (source: S, args: Arguments, context: ApiContext) => {
    if (args["marketId"]) throw new NotModelled("translations for a market");
    const locale = String(args["locale"]);
    const texts = context.shop.translations.get(idOf(source))?.[locale] ?? {};
    return Object.entries(texts).map(([key, value]) => ({
      key,
      value,
      locale,
      market: null,
      outdated: false,
      updatedAt: null,
    }));
  };
}

/** The product's picture as `Image`; null when it has none. */
export function imageOf(shop: ShopState, product: Product) {
  const url = pictureUrl(shop, product);
  return url === null
    ? null
    : { id: gid("ProductImage", product.id), url, altText: null, width: IMAGE_SIZE, height: IMAGE_SIZE };
}

/** The product's picture as `MediaImage`. */
export function mediaOf(shop: ShopState, product: Product) {
  const image = imageOf(shop, product);
  if (!image) return null;
  return typed("MediaImage", {
    id: gid("MediaImage", product.id),
    alt: null,
    mediaContentType: "IMAGE",
    status: "READY",
    fileStatus: "READY",
    fileErrors: [],
    mediaErrors: [],
    mediaWarnings: [],
    mimeType: image.url.endsWith(".svg") ? "image/svg+xml" : "image/jpeg",
    image,
    preview: { image, status: "READY" },
    createdAt: graphqlTime(product.createdAt),
    updatedAt: graphqlTime(product.updatedAt),
  });
}

/** The market of the country in a `ContextualPricingContext`; the shop's own where there is none. */
export function marketOf(shop: ShopState, pricingContext: unknown): Market {
  const wanted = pricingContext as {
    country?: string | null;
    companyLocationId?: unknown;
    locationId?: unknown;
  };
  if (wanted.companyLocationId || wanted.locationId) throw new NotModelled("contextualPricing by location");
  const own = { countryCode: shop.countryCode, countryName: "", currency: shop.currency, rate: 1 };
  return shop.markets.find((market) => market.countryCode === wanted.country) ?? own;
}

/** A price in a market's currency, rounded to its units. */
export function priceIn({ currency, rate }: Market, amount: Hundredths) {
  const exact = Number(amount) * rate;
  const hundredths = currencyDigits(currency) === 0 ? Math.round(exact / 100) * 100 : Math.round(exact);
  return money(BigInt(hundredths), currency);
}

/** The one publication: the online store. */
export const ONLINE_STORE = {
  id: 9_007_199_254_740_996n,
  name: "Online Store",
  handle: "online_store",
} as const;

/** Something that can be published to the online store. */
export interface Publishable {
  id: bigint;
  publishedAt: Date | null;
}

const resourcePublication = (record: Publishable, context: ApiContext, typeName: string) => ({
  isPublished: isPublished(record, context.clock()),
  publication: ONLINE_STORE,
  publishDate: graphqlTime(record.publishedAt ?? new Date(0)),
  publishable: typed(typeName, record),
});

/** The fields of `Publishable`, for products and collections. */
export function publishableFields(typeName: string) {
  const publications = (record: Publishable, args: Arguments, context: ApiContext) => {
    const shown =
      args["onlyPublished"] === false ? record.publishedAt !== null : isPublished(record, context.clock());
    return shown ? [resourcePublication(record, context, typeName)] : [];
  };
  const count = (record: Publishable, args: Arguments, context: ApiContext) => ({
    count: publications(record, args, context).length,
    precision: "EXACT",
  });
  return {
    publishedOnPublication: (record: Publishable, args, context) =>
      args["publicationId"] === gid("Publication", ONLINE_STORE.id) && isPublished(record, context.clock()),
    availablePublicationsCount: (record: Publishable, _args, context) => count(record, {}, context),
    resourcePublicationsCount: (record: Publishable, args, context) => count(record, args, context),
    resourcePublications: (record: Publishable, args, context, info) =>
      connection({
        items: publications(record, args, context),
        args,
        context,
        info,
        idOf: () => ONLINE_STORE.id,
      }),
    resourcePublicationsV2: (record: Publishable, args, context, info) =>
      connection({
        items: publications(record, args, context),
        args,
        context,
        info,
        idOf: () => ONLINE_STORE.id,
      }),
    unpublishedPublications: (record: Publishable, args, context, info) =>
      connection({
        items: isPublished(record, context.clock()) ? [] : [ONLINE_STORE],
        args,
        context,
        info,
        idOf: () => ONLINE_STORE.id,
      }),
  } satisfies TypeModel;
}
