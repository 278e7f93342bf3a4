/** What Shopify puts into every page's head: the `Shopify` object, and the web pixel of the app. */
import { createHash } from "node:crypto";
import { orderCountOf } from "#simulator/state/indexes.ts";
import { rootPath } from "#simulator/state/markets.ts";
import { cartData, takeEvents } from "#simulator/web-pixels/cart-events.ts";
import { browserScript } from "#simulator/web-pixels/bundle.ts";
import type { PageEvent } from "#simulator/web-pixels/events.ts";
import { forApp } from "#simulator/web-pixels/protected-fields.ts";
import { needsConsent, STANDARD_EVENTS } from "#simulator/web-pixels/standard-events.ts";
import { escapeHtml } from "./liquid/translations.ts";
import { cartView } from "./theme.ts";
import { themeText } from "./theme-texts.ts";
import type { Visit } from "./visit.ts";

export const PIXEL_PATH = "/cdn/web-pixels";

/** JSON that cannot end the script element it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** Address of a script of the simulator, with its content's hash. */
export function scriptUrl(name: string): string {
  const version = createHash("sha256").update(browserScript(name)).digest("hex").slice(0, 12);
  return `${PIXEL_PATH}/${name}?v=${version}`;
}

/** The global `Shopify` object. */
function shopifyObject(visit: Visit): string {
  const { shop } = visit.context;
  const root = rootPath(shop, visit.locale);
  const values = {
    shop: shop.domain,
    locale: visit.locale,
    currency: { active: visit.market.currency, rate: String(visit.market.rate.toFixed(6)) },
    country: visit.market.countryCode,
    theme: { name: "Simulated theme", id: 1, role: "main", handle: null },
    routes: { root: root === "" ? "/" : `${root}/` },
    ...(visit.designMode ? { designMode: true } : {}),
    consentRegion: needsConsent(visit.market.countryCode),
  };
  // Features are loaded when a script asks for them, as at Shopify.
  const load = `Shopify.loadFeatures=function(features,done){var s=document.createElement("script");s.src=${inScript(scriptUrl("customer-privacy.js"))};s.onload=function(){done&&done()};s.onerror=function(){done&&done("not loaded")};document.head.append(s)};Shopify.analytics=Shopify.analytics||{publish:function(){return true}};`;
  return `<script>var Shopify=Object.assign(window.Shopify||{},${inScript(values)});${load}</script>`;
}

/** What the pixel gets as `init.data`. */
function initData(visit: Visit): object {
  const { context, customer, market } = visit;
  const { shop } = context;
  return {
    cart: cartData(cartView(visit)),
    customer: customer && {
      id: customer.id.toString(),
      email: customer.email,
      firstName: customer.firstName,
      lastName: customer.lastName,
      phone: customer.phone,
      ordersCount: orderCountOf(shop, customer.id),
    },
    purchasingCompany: null,
    shop: {
      countryCode: shop.countryCode,
      myshopifyDomain: shop.domain,
      name: shop.name,
      paymentSettings: { currencyCode: market.currency },
      storefrontUrl: visit.url.origin,
    },
  };
}

/** Whether a purpose of the extension's toml must be allowed. */
const isWanted = (value: boolean | string | undefined): boolean => value === true || value === "enabled";

function pixelTags(visit: Visit, events: PageEvent[]): string {
  const { shop, app } = visit.context;
  const pixel = shop.webPixel;
  if (!pixel || !app.webPixel || !shop.installations.has(app.clientId)) return "";
  const { customerPrivacy } = app.webPixel;
  const data = {
    pixel: {
      id: pixel.id.toString(),
      url: `${PIXEL_PATH}/pixel.js?v=${pixel.id}`,
      settings: JSON.parse(pixel.settings) as unknown,
      purposes: {
        analytics: isWanted(customerPrivacy["analytics"]),
        marketing: isWanted(customerPrivacy["marketing"]),
        preferences: isWanted(customerPrivacy["preferences"]),
        sale_of_data: isWanted(customerPrivacy["sale_of_data"]),
      },
    },
    eventsUrl: `${PIXEL_PATH}/events`,
    givenUrl: `${PIXEL_PATH}/given`,
    standardEvents: STANDARD_EVENTS,
    events: forApp(app, [...takeEvents(shop, visit.session.cartToken), ...events]),
    init: forApp(app, initData(visit)),
  };
  return (
    `<script type="application/json" id="web-pixels-data">${inScript(data)}</script>` +
    ["customer-privacy.js", "manager.js"]
      .map((name) => `<script src="${escapeHtml(scriptUrl(name))}" defer></script>`)
      .join("")
  );
}

/** The question for consent, hidden until the script finds that it was not answered. Nothing is asked without a pixel. */
export function consentBanner(visit: Visit): string {
  const { shop, app } = visit.context;
  if (!shop.webPixel || !app.webPixel || !needsConsent(visit.market.countryCode)) return "";
  const text = (key: string): string => escapeHtml(themeText(visit, `consent.${key}`));
  const button = (value: string): string =>
    `<button class="button button--quiet" type="button" value="${value}">${text(value)}</button>`;
  return (
    `<section class="consent" id="consent-banner" aria-label="${text("title")}" hidden>` +
    `<p class="consent__text">${text("text")}</p><p class="consent__actions">${button("decline")}${button("accept")}</p></section>`
  );
}

export function headScripts(visit: Visit, { events }: { events: PageEvent[] }): string {
  return shopifyObject(visit) + pixelTags(visit, events);
}
