/** The shop and its themes in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { currencyDigits } from "#simulator/money.ts";
import { allOrders } from "#simulator/state/indexes.ts";
import type { Market, ShopLocale, ShopState } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";

/** The one theme of the simulated store. */
export const MAIN_THEME = { id: 9_007_199_254_740_999n, name: "Simulated theme", role: "MAIN" } as const;

const offsetMinutes = (timezone: string, now: Date): number => {
  const local = new Date(now.toLocaleString("en-US", { timeZone: timezone }));
  const utc = new Date(now.toLocaleString("en-US", { timeZone: "UTC" }));
  return Math.round((local.getTime() - utc.getTime()) / 60_000);
};

/** `+0100`. */
function offsetText(minutes: number): string {
  const part = (value: number): string => value.toString().padStart(2, "0");
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${part(Math.floor(absolute / 60))}${part(absolute % 60)}`;
}

function abbreviation(timezone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, timeZoneName: "short" });
  return parts.formatToParts(now).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
}

const moneyFormat = (currency: string): string => {
  const parts = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(0);
  const symbol = parts.find((part) => part.type === "currency")?.value ?? currency;
  return `${symbol}${currencyDigits(currency) === 0 ? "{{amount_no_decimals}}" : "{{amount}}"}`;
};

/** Currencies of the markets, the shop's own first. */
export const currenciesOf = (shop: ShopState): string[] => [
  ...new Set([shop.currency, ...shop.markets.map((market) => market.currency)]),
];

const countryName = (code: string): string =>
  new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code;

function shopAddress(shop: ShopState) {
  const [location] = shop.locations.values();
  const country = countryName(shop.countryCode);
  const [address1, city, zip] = [location?.address1 ?? null, location?.city ?? null, location?.zip ?? null];
  return {
    id: gid("ShopAddress", shop.id),
    address1,
    address2: null,
    city,
    company: shop.name,
    coordinatesValidated: false,
    country,
    countryCode: shop.countryCode,
    countryCodeV2: shop.countryCode,
    firstName: null,
    lastName: null,
    name: shop.name,
    phone: null,
    province: null,
    provinceCode: null,
    zip,
    latitude: null,
    longitude: null,
    formattedArea: [city, country].filter(Boolean).join(", "),
    formatted: ({ withCompany = true }: { withCompany?: boolean }) =>
      [withCompany ? shop.name : null, address1, [city, zip].filter(Boolean).join(" "), country].filter(
        Boolean,
      ),
  };
}

const primaryDomain = (shop: ShopState) => ({
  id: gid("Domain", shop.id),
  host: new URL(shop.primaryUrl).host,
  url: shop.primaryUrl,
  sslEnabled: shop.primaryUrl.startsWith("https:"),
});

const isPlus = (shop: ShopState): boolean => shop.plan === "Plus" || shop.plan === "Enterprise";

/** Features that an app looks at; others are left out on purpose and fail by name. */
const features = (shop: ShopState) => ({
  avalaraAvatax: false,
  branding: isPlus(shop) ? "SHOPIFY_PLUS" : "SHOPIFY",
  captcha: true,
  dynamicRemarketing: false,
  eligibleForSubscriptionMigration: false,
  eligibleForSubscriptions: true,
  giftCards: true,
  harmonizedSystemCode: true,
  legacySubscriptionGatewayEnabled: false,
  liveView: true,
  reports: shop.plan !== "Basic",
  sellsSubscriptions: false,
  showMetrics: true,
  storefront: true,
  unifiedMarkets: true,
  usingShopifyBalance: false,
});

const tags = (values: Iterable<string>, first: unknown) => {
  const found = [...new Set(values)].toSorted().slice(0, Number(first));
  return {
    nodes: found,
    edges: found.map((node) => ({ node, cursor: node })),
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
};

/** Fields that follow from the settings of the shop. */
const settings: TypeModel = {
  id: (shop: ShopState) => gid("Shop", shop.id),
  name: (shop: ShopState) => shop.name,
  email: (shop: ShopState) => shop.email,
  contactEmail: (shop: ShopState) => shop.email,
  shopOwnerName: (shop: ShopState) => `${shop.name} Owner`,
  description: () => null,
  myshopifyDomain: (shop: ShopState) => shop.domain,
  url: (shop: ShopState) => shop.primaryUrl,
  primaryDomain,
  domains: (shop: ShopState) => [primaryDomain(shop)],
  shopAddress,
  billingAddress: shopAddress,
  currencyCode: (shop: ShopState) => shop.currency,
  enabledPresentmentCurrencies: currenciesOf,
  currencyFormats: (shop: ShopState) => ({
    moneyFormat: moneyFormat(shop.currency),
    moneyInEmailsFormat: moneyFormat(shop.currency),
    moneyWithCurrencyFormat: `${moneyFormat(shop.currency)} ${shop.currency}`,
    moneyWithCurrencyInEmailsFormat: `${moneyFormat(shop.currency)} ${shop.currency}`,
  }),
  currencySettings: (shop: ShopState, args, context, info) =>
    connection({
      items: currenciesOf(shop).map((currency) => currencySetting(currency)),
      args,
      context,
      info,
      idOf: (setting) => setting.currencyCode,
      keepOrder: true,
    }),
  ianaTimezone: (shop: ShopState) => shop.ianaTimezone,
  timezoneAbbreviation: (shop: ShopState, _args, context) => abbreviation(shop.ianaTimezone, context.clock()),
  timezoneOffset: (shop: ShopState, _args, context) =>
    offsetText(offsetMinutes(shop.ianaTimezone, context.clock())),
  timezoneOffsetMinutes: (shop: ShopState, _args, context) =>
    offsetMinutes(shop.ianaTimezone, context.clock()),
  plan: (shop: ShopState) => ({
    displayName: shop.plan,
    publicDisplayName: shop.plan,
    partnerDevelopment: false,
    shopifyPlus: isPlus(shop),
  }),
  features,
  resourceLimits: () => ({
    locationLimit: 200,
    maxProductOptions: 3,
    maxProductVariants: 2048,
    redirectLimitReached: false,
  }),
  shipsToCountries: (shop: ShopState) => shop.markets.map((market) => market.countryCode),
};

export const shopModel: TypeModel = {
  ...settings,
  checkoutApiSupported: () => true,
  customerAccounts: () => "OPTIONAL",
  customerAccountsV2: (shop: ShopState) => ({
    customerAccountsVersion: "CLASSIC",
    loginLinksVisibleOnStorefrontAndCheckout: true,
    loginRequiredAtCheckout: false,
    url: `${shop.primaryUrl}/account`,
  }),
  marketingSmsConsentEnabledAtCheckout: () => false,
  transactionalSmsDisabled: () => false,
  taxesIncluded: () => true,
  taxShipping: () => false,
  setupRequired: () => false,
  weightUnit: () => "KILOGRAMS",
  unitSystem: () => "METRIC_SYSTEM",
  orderNumberFormatPrefix: () => "#",
  orderNumberFormatSuffix: () => "",
  publicationCount: () => 1,
  richTextEditorUrl: (_shop: ShopState, _args, context) => `${context.adminUrl()}/rich-text-editor`,
  alerts: () => [],
  shopPolicies: () => [],
  customerTags: (shop: ShopState, args) => tags(tagsOf(shop.customers.values()), args["first"]),
  orderTags: (shop: ShopState, args) => tags(tagsOf(allOrders(shop)), args["first"]),
  productTags: (shop: ShopState, args) => tags(tagsOf(shop.products.values()), args["first"]),
  storefrontAccessTokens: (shop: ShopState, args, context, info) =>
    connection({
      items: shop.storefrontAccessTokens.values(),
      args,
      context,
      info,
      idOf: (token) => token.id,
    }),
  createdAt: (_shop: ShopState, _args, context) => graphqlTime(firstDate(context)),
  updatedAt: (_shop: ShopState, _args, context) => graphqlTime(firstDate(context)),
  ...metafieldFields((shop: ShopState) => gid("Shop", shop.id)),
};

function* tagsOf(records: Iterable<{ tags: string[] }>): Iterable<string> {
  for (const { tags: each } of records) yield* each;
}

/** The shop has no date of its own; it began with its first product. */
function firstDate(context: ApiContext): Date {
  const [product] = context.shop.products.values();
  return product?.createdAt ?? context.clock();
}

export const currencySetting = (currencyCode: string, rate: number | null = null) => ({
  currencyCode,
  currencyName: new Intl.DisplayNames("en", { type: "currency" }).of(currencyCode) ?? currencyCode,
  enabled: true,
  manualRate: rate === null ? null : rate.toString(),
  rateUpdatedAt: null,
});

export const shopLocaleModel: TypeModel = {
  locale: (locale: ShopLocale) => locale.locale,
  name: (locale: ShopLocale) =>
    new Intl.DisplayNames("en", { type: "language" }).of(locale.locale) ?? locale.locale,
  primary: (locale: ShopLocale) => locale.isPrimary,
  published: () => true,
  marketWebPresences: () => [],
};

/** A market with its number: they are counted from the shop's. */
export interface PlacedMarket {
  id: bigint;
  market: Market;
  isPrimary: boolean;
}

export const marketsOf = (shop: ShopState): PlacedMarket[] =>
  shop.markets.map((market, index) => ({
    id: shop.id * 100n + BigInt(index),
    market,
    isPrimary: index === 0,
  }));

export const marketModel: TypeModel = {
  id: ({ id }: PlacedMarket) => gid("Market", id),
  name: ({ market }: PlacedMarket) => market.countryName,
  handle: ({ market }: PlacedMarket) => market.countryCode.toLowerCase(),
  status: () => "ACTIVE",
  enabled: () => true,
  type: () => "REGION",
  primary: ({ isPrimary }: PlacedMarket) => isPrimary,
  currencySettings: ({ market }: PlacedMarket) => ({
    baseCurrency: currencySetting(market.currency, market.rate),
    localCurrencies: false,
    roundingEnabled: false,
  }),
  regions: ({ id, market }: PlacedMarket, args, context, info) =>
    connection({
      items: [
        {
          __typename: "MarketRegionCountry",
          id: gid("MarketRegionCountry", id),
          code: market.countryCode,
          name: market.countryName,
          currency: currencySetting(market.currency, market.rate),
        },
      ],
      args,
      context,
      info,
      idOf: (region) => region.id,
    }),
  ...metafieldFields(({ id }: PlacedMarket) => gid("Market", id)),
};

export const themeModel: TypeModel = {
  id: (theme: typeof MAIN_THEME) => gid("OnlineStoreTheme", theme.id),
  name: (theme: typeof MAIN_THEME) => theme.name,
  role: (theme: typeof MAIN_THEME) => theme.role,
  prefix: () => "",
  processing: () => false,
  processingFailed: () => false,
  themeStoreId: () => null,
  createdAt: (_theme: unknown, _args, context) => graphqlTime(firstDate(context)),
  updatedAt: (_theme: unknown, _args, context) => graphqlTime(firstDate(context)),
};
