/** The global Liquid objects of a page. */
import { Drop } from "liquidjs";
import type { AppUnderTest } from "#simulator/context.ts";
import type { PricedCart } from "#simulator/state/commands.ts";
import type { Customer, Metafield, ShopState } from "#simulator/state/model.ts";
import { CartDrop } from "./drops/cart.ts";
import { CollectionsDrop } from "./drops/catalogue.ts";
import { CustomerDrop } from "./drops/customer.ts";
import { MetafieldsDrop } from "./liquid/metafields.ts";
import type { MetafieldReader } from "./liquid/metafields.ts";

export const ROUTES = {
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
  search_url: "/search",
};

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
  shop: ShopState;
  app: Pick<AppUnderTest, "appId" | "clientId">;
  request: PageRequest;
  /** Template such as `product` or `customers/account`. */
  template: string;
  customer: Customer | null;
  cart: PricedCart;
  /** Told about metafields that a missing definition hides. */
  onHidden?: (metafield: Metafield) => void;
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
  return globalsFor(input, { shop: input.shop, appId: null, onHidden: input.onHidden });
}

/** Global objects as the app's theme app extension sees them: the same, `app`, and `$app` namespaces. */
export function extensionGlobals(input: GlobalsInput): Record<string, unknown> {
  const reader = extensionReader(input);
  return { ...globalsFor(input, reader), app: new AppDrop(reader, input.app.clientId) };
}

/** Reads metafields as the app's theme app extension does. */
export function extensionReader(input: Pick<GlobalsInput, "shop" | "app" | "onHidden">): MetafieldReader {
  return { shop: input.shop, appId: input.app.appId, onHidden: input.onHidden };
}

function globalsFor(input: GlobalsInput, reader: MetafieldReader): Record<string, unknown> {
  const { shop, request, template } = input;
  const language = {
    iso_code: request.locale,
    primary: true,
    root_url: "/",
    name: new Intl.DisplayNames("en", { type: "language" }).of(request.locale) ?? request.locale,
    endonym_name:
      new Intl.DisplayNames(request.locale, { type: "language" }).of(request.locale) ?? request.locale,
  };
  const country = {
    iso_code: shop.countryCode,
    name: new Intl.DisplayNames(request.locale, { type: "region" }).of(shop.countryCode) ?? shop.countryCode,
    currency: { iso_code: shop.currency },
  };
  return {
    shop: {
      id: shop.id,
      name: shop.name,
      email: shop.email,
      currency: shop.currency,
      domain: request.host,
      permanent_domain: shop.domain,
      url: request.origin,
      secure_url: request.origin,
      locale: request.locale,
      customer_accounts_enabled: true,
      products_count: shop.products.size,
      collections_count: shop.collections.size,
      metafields: new MetafieldsDrop(reader, `gid://shopify/Shop/${shop.id}`),
    },
    request: {
      host: request.host,
      origin: request.origin,
      path: request.path,
      page_type: template,
      locale: language,
      design_mode: request.designMode,
      visual_preview_mode: false,
    },
    localization: { language, country, available_languages: [language], available_countries: [country] },
    routes: ROUTES,
    template: new TemplateDrop(template),
    current_page: request.currentPage,
    collections: new CollectionsDrop(reader),
    customer: input.customer ? new CustomerDrop(reader, input.customer) : null,
    cart: new CartDrop(shop, input.cart),
  };
}
