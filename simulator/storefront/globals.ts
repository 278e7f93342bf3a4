/** The global Liquid objects of a page. */
import { Drop } from "liquidjs";
import type { AppUnderTest } from "#simulator/context.ts";
import { currencySymbol, rootPath } from "#simulator/state/markets.ts";
import type { Customer, Market, ShopLocale, ShopState } from "#simulator/state/model.ts";
import { CartDrop } from "./drops/cart.ts";
import type { CartView } from "./drops/cart.ts";
import { CollectionsDrop } from "./drops/collection.ts";
import { CustomerDrop } from "./drops/customer.ts";
import { AllProductsDrop } from "./drops/product.ts";
import { MetafieldsDrop } from "./liquid/metafields.ts";
import type { MetafieldReader } from "./liquid/metafields.ts";
import type { Reader } from "./reader.ts";

/** Liquid's `routes`, without the language. */
const ROUTES = {
  root_url: "/",
  account_url: "/account",
  account_login_url: "/account/login",
  account_logout_url: "/account/logout",
  account_register_url: "/account/register",
  cart_url: "/cart",
  cart_add_url: "/cart/add",
  cart_change_url: "/cart/change",
  cart_update_url: "/cart/update",
  cart_clear_url: "/cart/clear",
  collections_url: "/collections",
  all_products_collection_url: "/collections/all",
  predictive_search_url: "/search/suggest",
  product_recommendations_url: "/recommendations/products",
  account_addresses_url: "/account/addresses",
  account_profile_url: "/account",
  account_recover_url: "/account/recover",
  storefront_login_url: "/account/login",
  search_url: "/search",
};

/** The paths of the store's pages in a language. */
export function routesOf(shop: ShopState, locale: string): Record<keyof typeof ROUTES, string> {
  const root = rootPath(shop, locale);
  const entries = Object.entries(ROUTES).map(([name, path]) => [
    name,
    path === "/" ? root || "/" : root + path,
  ]);
  return Object.fromEntries(entries) as Record<keyof typeof ROUTES, string>;
}

/** What a page is asked for with, as far as Liquid shows it. */
export interface PageRequest {
  host: string;
  origin: string;
  path: string;
  /** Language of the page. */
  locale: string;
  /** Page of a paginated list, from the address. */
  currentPage: number;
  /** True inside the theme editor. */
  designMode: boolean;
}

export interface GlobalsInput {
  /** As the theme reads the store. */
  reader: Reader;
  app: Pick<AppUnderTest, "appId" | "clientId">;
  request: PageRequest;
  /** Template such as `product` or `customers/account`. */
  template: string;
  customer: Customer | null;
  cart: CartView;
}

/** Prints the template's whole name; `.name` and `.directory` are its parts. */
class TemplateDrop extends Drop {
  #template: string;
  suffix = null;

  constructor(template: string) {
    super();
    this.#template = template;
  }
  get name(): string {
    return this.#template.split("/").at(-1) ?? "";
  }
  get directory(): string | null {
    return this.#template.includes("/") ? (this.#template.split("/")[0] ?? null) : null;
  }
  override valueOf(): string {
    return this.#template;
  }
}

/** The app's own data: metafields on its installation. Only blocks of its theme app extension see it. */
class AppDrop extends Drop {
  #reader: MetafieldReader;
  #clientId: string;

  constructor(reader: MetafieldReader, clientId: string) {
    super();
    this.#reader = reader;
    this.#clientId = clientId;
  }
  get metafields(): MetafieldsDrop | null {
    const installation = this.#reader.shop.installations.get(this.#clientId);
    return installation
      ? new MetafieldsDrop(this.#reader, `gid://shopify/AppInstallation/${installation.id}`)
      : null;
  }
}

/** Global objects as the theme sees them. */
export function themeGlobals(input: GlobalsInput): Record<string, unknown> {
  return globalsFor(input, input.reader);
}

/** Global objects as the app's theme app extension sees them: the same, `app`, and `$app` namespaces. */
export function extensionGlobals(input: GlobalsInput): Record<string, unknown> {
  const reader = { ...input.reader, appId: input.app.appId };
  return { ...globalsFor(input, reader), app: new AppDrop(reader, input.app.clientId) };
}

const displayNames = new Map<string, Intl.DisplayNames>();

/** Name of a language or country in a language. Making `Intl.DisplayNames` costs more than all the rest of a page's objects. */
function nameOf(code: string, inLocale: string, type: "language" | "region" = "language"): string {
  const key = `${type} ${inLocale}`;
  const names = displayNames.get(key) ?? new Intl.DisplayNames(inLocale, { type });
  displayNames.set(key, names);
  return names.of(code) ?? code;
}

function languageObject(shop: ShopState, { locale, isPrimary }: ShopLocale, pageLocale: string): object {
  return {
    iso_code: locale,
    primary: isPrimary,
    root_url: rootPath(shop, locale) || "/",
    name: nameOf(locale, pageLocale),
    endonym_name: nameOf(locale, locale),
  };
}

function countryObject(market: Market, locale: string): object {
  const { currency, countryCode } = market;
  return {
    iso_code: countryCode,
    name: nameOf(countryCode, locale, "region"),
    currency: { iso_code: currency, name: currency, symbol: currencySymbol(currency) },
    unit_system: countryCode === "US" ? "imperial" : "metric",
    popular: false,
  };
}

/** Liquid's `localization`: where the shopper is, and what they could choose. */
function localizationOf({ reader, request }: GlobalsInput): Record<string, unknown> {
  const { shop, market } = reader;
  const languages = shop.locales.map((each) => ({
    code: each.locale,
    object: languageObject(shop, each, request.locale),
  }));
  const countries = shop.markets.map((each) => ({
    code: each.countryCode,
    object: countryObject(each, request.locale),
  }));
  return {
    language: languages.find(({ code }) => code === request.locale)?.object,
    country: countries.find(({ code }) => code === market.countryCode)?.object,
    available_languages: languages.map(({ object }) => object),
    available_countries: countries.map(({ object }) => object),
    market: { handle: market.countryCode.toLowerCase(), id: 1 },
  };
}

function globalsFor(input: GlobalsInput, reader: Reader): Record<string, unknown> {
  const { request, template } = input;
  const { shop } = reader;
  const localization = localizationOf(input);
  return {
    shop: {
      id: shop.id,
      name: shop.name,
      email: shop.email,
      currency: shop.currency,
      enabled_currencies: [...new Set(shop.markets.map(({ currency }) => currency))].map((code) => ({
        iso_code: code,
        symbol: currencySymbol(code),
      })),
      domain: request.host,
      permanent_domain: shop.domain,
      url: request.origin,
      secure_url: request.origin,
      locale: request.locale,
      published_locales: localization["available_languages"],
      customer_accounts_enabled: true,
      customer_accounts_optional: true,
      products_count: shop.products.size,
      collections_count: shop.collections.size,
      metafields: new MetafieldsDrop(reader, `gid://shopify/Shop/${shop.id}`),
    },
    request: {
      host: request.host,
      origin: request.origin,
      path: request.path,
      page_type: template,
      locale: localization["language"],
      design_mode: request.designMode,
      visual_preview_mode: false,
    },
    localization,
    routes: routesOf(shop, request.locale),
    template: new TemplateDrop(template),
    current_page: request.currentPage,
    collections: new CollectionsDrop(reader),
    all_products: new AllProductsDrop(reader),
    customer: input.customer ? new CustomerDrop(reader, input.customer) : null,
    cart: new CartDrop({ ...input.cart, reader }),
  };
}
