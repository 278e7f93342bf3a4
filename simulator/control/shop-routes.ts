/** The control API of a shop and the app on it, and what the App Bridge script asks for inside the app's frame. */
import { themeExtensionInfo } from "#simulator/app-bridge/theme-extension-info.ts";
import { json, type Reply } from "#simulator/http.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { STAFF_MEMBER } from "#simulator/session-token.ts";
import { type Plan, PLANS } from "#simulator/state/model.ts";
import { optionalText } from "./read-values.ts";
import { pickResources } from "./resource-picker.ts";
import type { Call, Route } from "./route.ts";

const CORS = { "Access-Control-Allow-Origin": "*" };

function planOf(value: unknown): Plan | undefined {
  if (value === undefined) return undefined;
  const known = Object.keys(PLANS).find((each) => each === value) as Plan | undefined;
  if (!known) throw new TypeError(`plan must be one of ${Object.keys(PLANS).join(", ")}.`);
  return known;
}

function summary({ runtime, control }: Call): Reply {
  const { shop, app } = runtime;
  return json({
    domain: shop.domain,
    name: shop.name,
    currency: shop.currency,
    installed: runtime.installation() !== null,
    scopes: runtime.installation()?.scopes ?? [],
    app: { clientId: app.clientId, appId: app.appId, name: app.name, handle: app.handle, url: app.url },
    counts: {
      products: shop.products.size,
      customers: shop.customers.size,
      orders: shop.orders.size,
      discounts: shop.discounts.size,
      metafields: shop.metafields.size,
      deliveries: control.deliveries().length,
    },
    adminUrl: runtime.context.adminUrl(),
    storefrontUrl: runtime.context.storefrontUrl(),
  });
}

function bridgeData(runtime: ShopRuntime) {
  const granted = runtime.installation()?.scopes ?? [];
  return {
    scopes: { granted, required: runtime.app.scopes, optional: runtime.app.optionalScopes },
    user: {
      id: Number(STAFF_MEMBER.id),
      name: `${STAFF_MEMBER.firstName} ${STAFF_MEMBER.lastName}`,
      email: STAFF_MEMBER.email,
      accountAccess: "Full access",
    },
    extensions: themeExtensionInfo(runtime.app, runtime.shop),
  };
}

function update({ runtime, body }: Call): Reply {
  const { name, email, plan } = body;
  runtime.commands.updateShop({
    name: optionalText(name),
    email: optionalText(email),
    plan: planOf(plan),
  });
  return json({ ok: true });
}

function uninstall({ control }: Call): Reply {
  control.uninstall();
  return json({ ok: true });
}

function redact({ runtime }: Call): Reply {
  runtime.commands.redactShop();
  return json({ ok: true });
}

export const shopRoutes: Route[] = [
  ["GET", /^health$/, () => json({ ok: true })],
  ["GET", /^shops\/([^/]+)$/, summary],
  ["POST", /^shops\/[^/]+$/, update],
  ["POST", /^shops\/[^/]+\/install$/, ({ control }) => json({ ok: true, scopes: control.install().scopes })],
  ["POST", /^shops\/[^/]+\/uninstall$/, uninstall],
  ["POST", /^shops\/[^/]+\/redact$/, redact],
  [
    "POST",
    /^shops\/[^/]+\/session-token$/,
    ({ control, body }) => json({ token: control.sessionToken(body) }),
  ],
  [
    "POST",
    /^shops\/[^/]+\/embedded-url$/,
    ({ control, body }) => json({ url: control.embeddedUrl(optionalText(body["path"]) ?? "/") }),
  ],
  ["GET", /^id-token$/, ({ control }) => json({ token: control.sessionToken() }, 200, CORS)],
  ["GET", /^app-bridge$/, ({ runtime }) => json(bridgeData(runtime), 200, CORS)],
  [
    "GET",
    /^resources$/,
    ({ runtime, url }) => json(pickResources(runtime.shop, url.searchParams), 200, CORS),
  ],
];
