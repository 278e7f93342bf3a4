/** The shop and where it sells, in the Storefront API. */
import { gid } from "#simulator/ids.ts";
import { currencySymbol } from "#simulator/state/markets.ts";
import type { Market, ShopState } from "#simulator/state/model.ts";
import type { StorefrontContext, StorefrontModel } from "../context.ts";
import { codeOfLocale } from "../in-context.ts";
import { metafieldFields } from "./metafield.ts";

const language = (locale: string) => ({
  isoCode: codeOfLocale(locale),
  name: new Intl.DisplayNames("en", { type: "language" }).of(locale) ?? locale,
  endonymName: new Intl.DisplayNames(locale, { type: "language" }).of(locale) ?? locale,
});

const languages = ({ shop }: StorefrontContext) => shop.locales.map((each) => language(each.locale));

const IMPERIAL = new Set(["US", "LR", "MM"]);

export const shopModel: StorefrontModel = {
  id: (shop: ShopState) => gid("Shop", shop.id),
  name: (shop: ShopState) => shop.name,
  description: () => null,
  moneyFormat: (_shop: ShopState, _args, { market }) => `${currencySymbol(market.currency)}{{amount}}`,
  primaryDomain: (shop: ShopState) => ({
    host: new URL(shop.primaryUrl).host,
    url: shop.primaryUrl,
    sslEnabled: shop.primaryUrl.startsWith("https:"),
  }),
  shipsToCountries: (shop: ShopState) => shop.markets.map((market) => market.countryCode),
  paymentSettings: (shop: ShopState) => shop,
  customerAccountUrl: (shop: ShopState) => `${shop.primaryUrl}/account`,
  customerAccountTranslations: () => null,
  socialLoginProviders: () => [],
  shopPayInstallmentsPricing: () => null,
  brand: () => null,
  contactInformation: () => null,
  legalNotice: () => null,
  privacyPolicy: () => null,
  refundPolicy: () => null,
  shippingPolicy: () => null,
  subscriptionPolicy: () => null,
  termsOfSale: () => null,
  termsOfService: () => null,
  ...metafieldFields((shop: ShopState) => gid("Shop", shop.id)),
};

export const paymentSettingsModel: StorefrontModel = {
  currencyCode: (shop: ShopState) => shop.currency,
  countryCode: (shop: ShopState) => shop.countryCode,
  enabledPresentmentCurrencies: (shop: ShopState) => [
    ...new Set([shop.currency, ...shop.markets.map((market) => market.currency)]),
  ],
  acceptedCardBrands: () => ["VISA", "MASTERCARD"],
  supportedDigitalWallets: () => [],
  cardVaultUrl: (shop: ShopState) => `${shop.primaryUrl}/card-vault`,
  shopifyPaymentsAccountId: () => null,
};

export const localizationModel: StorefrontModel = {
  availableCountries: (shop: ShopState) => shop.markets,
  availableLanguages: (_shop: ShopState, _args, context) => languages(context),
  country: (_shop: ShopState, _args, { market }) => market,
  language: (_shop: ShopState, _args, { locale }) => language(locale),
  market: (_shop: ShopState, _args, { market }) => market,
};

export const countryModel: StorefrontModel = {
  isoCode: (market: Market) => market.countryCode,
  name: (market: Market) => market.countryName,
  currency: ({ currency }: Market) => ({
    isoCode: currency,
    name: new Intl.DisplayNames("en", { type: "currency" }).of(currency) ?? currency,
    symbol: currencySymbol(currency),
  }),
  availableLanguages: (_market: Market, _args, context) => languages(context),
  defaultLanguage: (_market: Market, _args, context) => languages(context)[0],
  market: (market: Market) => market,
  unitSystem: (market: Market) => (IMPERIAL.has(market.countryCode) ? "IMPERIAL_SYSTEM" : "METRIC_SYSTEM"),
};

export const marketModel: StorefrontModel = {
  id: (market: Market, _args, { shop }) =>
    gid("Market", shop.id * 100n + BigInt(shop.markets.indexOf(market))),
  handle: (market: Market) => market.countryCode.toLowerCase(),
};
