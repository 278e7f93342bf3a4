/**
 * Renders blocks of the storefront extension with the simulator's Liquid: what a shopper's first HTML holds.
 */
import { newMetafieldDefinition } from "#simulator/state/model/metafields.ts";
import { renderAppBlock } from "#simulator/storefront/app-blocks.ts";
import { createDialect } from "#simulator/storefront/liquid/dialect.ts";
import { MetafieldsDrop } from "#simulator/storefront/liquid/metafields.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import type { Metafield } from "#simulator/state/model.ts";
import { STOREFRONT_EXTENSION } from "./theme-extension-files.ts";

const APP_ID = 4_711n;
const CUSTOMER_GID = "gid://shopify/Customer/7";
const INSTALLATION_GID = "gid://shopify/AppInstallation/9";
const DAY = new Date("2026-07-01T00:00:00Z");

/** A programme as the worker writes it to the app's metafield. */
export const PROGRAMME = {
  active: true,
  version: 3,
  pointsPerUnit: 1,
  currency: "GBP",
  currencyDigits: 2,
  rewards: [
    { id: "2", title: "£15 off", costPoints: 1200, valueMinor: 1500 },
    { id: "1", title: "£5 off", costPoints: 500, valueMinor: 500 },
  ],
};

export interface Scene {
  /** Null: nobody is signed in. */
  customer?: { firstName?: string; points?: number } | null;
  /** Null: the app has not written one yet. */
  programme?: object | null;
  /** Prices in hundredths. */
  product?: { price: number; priceMin?: number; priceMax?: number };
  /** Titles of what is in the cart. */
  cart?: readonly string[];
  /** Ids of what is popular, and what is excluded where. The page is that of product 1. */
  recommended?: { popular: readonly number[]; excluded?: Record<string, string[]> };
  settings?: Record<string, string | number | boolean>;
  locale?: string;
  inThemeEditor?: boolean;
}

/** The HTML of one block, with the settings' defaults unless the scene says otherwise. */
export async function renderBlock(handle: string, scene: Scene): Promise<string> {
  const rendered = await renderAppBlock({
    extension: { path: STOREFRONT_EXTENSION, uid: "storefront" },
    placement: { blockHandle: handle, target: "product", enabled: true, settings: scene.settings ?? {} },
    template: "product",
    locale: scene.locale ?? "en",
    currency: "GBP",
    globals: {
      app: { metafields: metafieldsOf(INSTALLATION_GID, scene) },
      customer: scene.customer ? customerOf(scene) : null,
      product: productOf(scene.product ?? { price: 1_250 }),
      cart: cartOf(scene.cart ?? []),
      request: { design_mode: scene.inThemeEditor ?? false },
      routes: { account_login_url: "/account/login", cart_url: "/cart" },
    },
  });
  if (!rendered) throw new Error(`The block ${handle} does not show on product pages`);
  return rendered.html;
}

/** What a shopper reads of it: tags removed, white space joined, entities resolved. */
export function visibleText(html: string): string {
  return html
    .replace(/<(template|dialog)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&(quot|#34);/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \n]+/g, " ")
    .trim();
}

/** Renders one snippet of the extension with its parameters. */
export function renderSnippet(name: string, parameters: object, locale: string): Promise<string> {
  const names = Object.keys(parameters).map((parameter) => `, ${parameter}: ${parameter}`);
  const dialect = createDialect({
    folder: STOREFRONT_EXTENSION,
    host: "extension",
    currency: "GBP",
    locale,
    assetUrl: (file) => file,
  });
  return dialect.parseAndRender(`{%- render '${name}'${names.join("")} -%}`, parameters);
}

function customerOf(scene: Scene) {
  return {
    id: 7,
    first_name: scene.customer?.firstName ?? "Anna",
    metafields: metafieldsOf(CUSTOMER_GID, scene),
  };
}

function cartOf(titles: readonly string[]) {
  const items = titles.map((title, at) => ({
    product: { title },
    url: `/products/${at}?variant=${at}`,
    image: null,
  }));
  return { item_count: items.length, items };
}

function productOf({ price, priceMin = price, priceMax = price }: NonNullable<Scene["product"]>) {
  return {
    id: 1,
    selected_or_first_available_variant: { price },
    price_min: priceMin,
    price_max: priceMax,
    price_varies: priceMin !== priceMax,
  };
}

/** The store's metafields as the app wrote them, read as the extension reads them. */
function metafieldsOf(ownerGid: string, scene: Scene): MetafieldsDrop {
  const shop = createShop("example.myshopify.com", {
    shop: {
      name: "Example",
      email: "a@example.com",
      currency: "GBP",
      ianaTimezone: "Europe/London",
      countryCode: "GB",
    },
    products: [],
    collections: [],
    customers: [],
    orders: [],
  });
  const write = (owner: string, namespace: string, key: string, type: string, value: string) => {
    const metafield: Metafield = {
      id: 1n,
      ownerGid: owner,
      namespace,
      key,
      type,
      value,
      createdAt: DAY,
      updatedAt: DAY,
    };
    shop.metafields.set(`${owner} ${namespace} ${key}`, metafield);
  };
  const programme = scene.programme === undefined ? PROGRAMME : scene.programme;
  if (programme) write(INSTALLATION_GID, "loyalty", "programme", "json", JSON.stringify(programme));
  const { popular = [], excluded } = scene.recommended ?? {};
  const gids = popular.map((id) => `gid://shopify/Product/${id}`);
  write(INSTALLATION_GID, "recommendations", "popular", "list.product_reference", JSON.stringify(gids));
  if (excluded) write(INSTALLATION_GID, "recommendations", "excluded", "json", JSON.stringify(excluded));
  const points = scene.customer?.points;
  if (points !== undefined)
    write(CUSTOMER_GID, `app--${APP_ID}--loyalty`, "points", "number_integer", String(points));
  shop.metafieldDefinitions.set(
    1n,
    newMetafieldDefinition({
      id: 1n,
      ownerType: "CUSTOMER",
      namespace: `app--${APP_ID}--loyalty`,
      key: "points",
      name: "Points",
      type: "number_integer",
      access: { admin: "MERCHANT_READ", storefront: "PUBLIC_READ", customerAccount: "READ" },
      createdAt: new Date(0),
    }),
  );
  return new MetafieldsDrop({ shop, appId: APP_ID, productOf: recommendedProduct }, ownerGid);
}

function recommendedProduct(_reader: unknown, gid: string) {
  const id = Number(gid.split("/").at(-1));
  return { id, title: `Product ${id}`, url: `/products/${id}`, available: true, price_min: 100 };
}
