/** The control API under `/__simulator/`: JSON in and out, ids and amounts as strings. */
import type { IncomingMessage } from "node:http";
import type { Control, SendInput } from "#simulator/control/control.ts";
import { themeExtensionInfo } from "#simulator/app-bridge/theme-extension-info.ts";
import { json, readBody, type Reply } from "#simulator/http.ts";
import { fromJson } from "#simulator/json.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { STAFF_MEMBER } from "#simulator/session-token.ts";
import type { CommandResult, CustomerInput, PlaceOrderInput } from "#simulator/state/commands.ts";
import { findCustomerByEmail } from "#simulator/state/customers.ts";
import type { BlockPlacement, Customer, Order } from "#simulator/state/model.ts";
import { pickResources } from "./resource-picker.ts";

type Body = Record<string, unknown>;

interface Call {
  runtime: ShopRuntime;
  control: Control;
  url: URL;
  body: Body;
  /** What the pattern's groups matched. */
  parts: string[];
}

type Answer = (call: Call) => Reply | Promise<Reply>;

const CORS = { "Access-Control-Allow-Origin": "*" };

const wholeNumber = (value: unknown): bigint => {
  if (typeof value === "bigint") return value;
  if (/^\d+$/.test(String(value))) return BigInt(String(value));
  throw new TypeError(`"${String(value)}" is not an id.`);
};

const optionalText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const amount = (value: unknown): bigint | undefined => {
  if (value === undefined || value === null) return undefined;
  const parsed = parseDecimal(String(value));
  if (parsed === null) throw new TypeError(`"${String(value)}" is not an amount.`);
  return parsed;
};

const result = <T>(outcome: CommandResult<T>): Reply => json(outcome, outcome.ok ? 200 : 422);

function orderInput(body: Body): PlaceOrderInput {
  const lines = (Array.isArray(body["lines"]) ? body["lines"] : []) as {
    variantId: unknown;
    quantity: unknown;
  }[];
  return {
    customerId: body["customerId"] ? wholeNumber(body["customerId"]) : null,
    email: optionalText(body["email"]),
    lines: lines.map((line) => ({ variantId: wholeNumber(line.variantId), quantity: Number(line.quantity) })),
    discountCodes: body["discountCodes"] as string[] | undefined,
    shipping: amount(body["shipping"]),
    shippingAddress: body["shippingAddress"] as PlaceOrderInput["shippingAddress"],
    at: body["at"] ? new Date(String(body["at"])) : undefined,
    paid: body["paid"] === undefined ? undefined : Boolean(body["paid"]),
  };
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

function listOrders({ runtime, url }: Call): Reply {
  const email = url.searchParams.get("customerEmail");
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const customer = email ? findCustomerByEmail(runtime.shop, email) : null;
  const orders = [...runtime.shop.orders.values()]
    .filter((order) => !email || (customer !== null && order.customerId === customer.id))
    .toSorted((a, b) => Number(b.processedAt) - Number(a.processedAt));
  return json({ total: orders.length, orders: orders.slice(0, limit) });
}

function listCustomers({ runtime, url }: Call): Reply {
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const email = url.searchParams.get("email");
  const counts = new Map<bigint, number>();
  for (const order of runtime.shop.orders.values()) {
    if (order.customerId !== null) counts.set(order.customerId, (counts.get(order.customerId) ?? 0) + 1);
  }
  const wanted = (customer: Customer): boolean =>
    (url.searchParams.get("withOrders") !== "true" || counts.has(customer.id)) &&
    (!email || customer.email === email);
  const customers = [...runtime.shop.customers.values()].filter(wanted);
  return json({
    total: customers.length,
    customers: customers
      .slice(0, limit)
      .map((customer) => ({ ...customer, ordersCount: counts.get(customer.id) ?? 0 })),
  });
}

function listProducts({ runtime, url }: Call): Reply {
  const limit = Number(url.searchParams.get("limit") ?? 50);
  return json({ products: [...runtime.shop.products.values()].slice(0, limit) });
}

function order(call: Call): Order | null {
  return call.runtime.shop.orders.get(wholeNumber(call.parts[0])) ?? null;
}

const ROUTES: [method: string, pattern: RegExp, answer: Answer][] = [
  ["GET", /^health$/, () => json({ ok: true })],
  ["GET", /^shops\/([^/]+)$/, summary],
  [
    "POST",
    /^shops\/[^/]+$/,
    ({ runtime, body }) => {
      const { name, email, plan } = body;
      runtime.commands.updateShop({
        name: optionalText(name),
        email: optionalText(email),
        plan: optionalText(plan),
      });
      return json({ ok: true });
    },
  ],
  ["POST", /^shops\/[^/]+\/install$/, ({ control }) => json({ ok: true, scopes: control.install().scopes })],
  [
    "POST",
    /^shops\/[^/]+\/uninstall$/,
    ({ control }) => {
      control.uninstall();
      return json({ ok: true });
    },
  ],
  [
    "POST",
    /^shops\/[^/]+\/redact$/,
    ({ runtime }) => {
      runtime.commands.redactShop();
      return json({ ok: true });
    },
  ],
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
  // What the App Bridge script asks for from inside the app's frame.
  ["GET", /^id-token$/, ({ control }) => json({ token: control.sessionToken() }, 200, CORS)],
  ["GET", /^app-bridge$/, ({ runtime }) => json(bridgeData(runtime), 200, CORS)],
  [
    "GET",
    /^resources$/,
    ({ runtime, url }) => json(pickResources(runtime.shop, url.searchParams), 200, CORS),
  ],
  ["GET", /^orders$/, listOrders],
  ["POST", /^orders$/, ({ runtime, body }) => result(runtime.commands.placeOrder(orderInput(body)))],
  [
    "GET",
    /^orders\/(\d+)$/,
    (call) => {
      const found = order(call);
      return found ? json(found) : json({ error: "Not found" }, 404);
    },
  ],
  [
    "POST",
    /^orders\/(\d+)\/refund$/,
    ({ runtime, body, parts }) => {
      const lines = body["lines"] as { lineId: unknown; quantity: unknown }[] | undefined;
      return result(
        runtime.commands.refundOrder({
          orderId: wholeNumber(parts[0]),
          lines: lines?.map((line) => ({
            lineId: wholeNumber(line.lineId),
            quantity: Number(line.quantity),
          })),
          shipping: amount(body["shipping"]),
          note: optionalText(body["note"]),
        }),
      );
    },
  ],
  [
    "POST",
    /^orders\/(\d+)\/cancel$/,
    ({ runtime, body, parts }) =>
      result(
        runtime.commands.cancelOrder({
          orderId: wholeNumber(parts[0]),
          reason: optionalText(body["reason"]),
          refund: body["refund"] === undefined ? undefined : Boolean(body["refund"]),
        }),
      ),
  ],
  [
    "POST",
    /^orders\/(\d+)\/mark-paid$/,
    ({ runtime, parts }) => result(runtime.commands.markPaid(wholeNumber(parts[0]))),
  ],
  ["GET", /^products$/, listProducts],
  ["GET", /^customers$/, listCustomers],
  [
    "POST",
    /^customers$/,
    ({ runtime, body }) => result(runtime.commands.createCustomer(body as CustomerInput)),
  ],
  [
    "POST",
    /^customers\/(\d+)$/,
    ({ runtime, body, parts }) =>
      result(runtime.commands.updateCustomer(wholeNumber(parts[0]), body as CustomerInput)),
  ],
  [
    "POST",
    /^customers\/(\d+)\/redact$/,
    ({ runtime, parts }) => result(runtime.commands.redactCustomer(wholeNumber(parts[0]))),
  ],
  [
    "POST",
    /^customers\/(\d+)\/data-request$/,
    ({ runtime, parts }) => result(runtime.commands.requestCustomerData(wholeNumber(parts[0]))),
  ],
  [
    "POST",
    /^customers\/(\d+)\/delete$/,
    ({ runtime, parts }) => result(runtime.commands.deleteCustomer(wholeNumber(parts[0]))),
  ],
  ["GET", /^blocks$/, ({ runtime }) => json({ blocks: runtime.shop.blocks })],
  [
    "POST",
    /^blocks$/,
    ({ runtime, body }) => {
      runtime.commands.setBlocks((body["blocks"] ?? []) as BlockPlacement[]);
      return json({ blocks: runtime.shop.blocks });
    },
  ],
  [
    "GET",
    /^deliveries$/,
    ({ control, url }) => {
      const topic = url.searchParams.get("topic");
      return json({ deliveries: control.deliveries().filter((each) => !topic || each.topic === topic) });
    },
  ],
  [
    "POST",
    /^webhooks\/send$/,
    async ({ control, body }) => {
      const deliveries = control.sendWebhook(body as unknown as SendInput);
      await control.settled();
      return json({ deliveries });
    },
  ],
  ["GET", /^discounts$/, ({ runtime }) => json({ discounts: runtime.shop.discounts })],
  [
    "GET",
    /^metafields$/,
    ({ runtime, url }) => {
      const owner = url.searchParams.get("owner");
      const all = [...runtime.shop.metafields.values()];
      return json({ metafields: all.filter((each) => !owner || each.ownerGid === owner) });
    },
  ],
];

function bridgeData(runtime: ShopRuntime) {
  const granted = runtime.installation()?.scopes ?? [];
  return {
    scopes: { granted, required: runtime.app.scopes, optional: [] },
    user: {
      id: Number(STAFF_MEMBER.id),
      name: `${STAFF_MEMBER.firstName} ${STAFF_MEMBER.lastName}`,
      email: STAFF_MEMBER.email,
      accountAccess: "Full access",
    },
    extensions: themeExtensionInfo(runtime.app, runtime.shop),
  };
}

async function readJson(request: IncomingMessage): Promise<Body | null> {
  const text = await readBody(request);
  if (text === "") return {};
  try {
    const value = fromJson(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}

/** Answers one call of the control API. */
export async function answerControl(
  runtime: ShopRuntime,
  control: Control,
  request: IncomingMessage,
  url: URL,
): Promise<Reply> {
  const path = url.pathname.slice("/__simulator/".length);
  const shop = /^shops\/([^/]+)/.exec(path)?.[1];
  if (shop && shop !== runtime.shop.domain) return json({ error: `There is no shop ${shop} here.` }, 404);
  for (const [method, pattern, answer] of ROUTES) {
    const match = pattern.exec(path);
    if (!match || (request.method ?? "GET") !== method) continue;
    const body = method === "POST" ? await readJson(request) : {};
    if (!body) return json({ error: "The body must be a JSON object." }, 400);
    try {
      return await answer({ runtime, control, url, body, parts: match.slice(1) });
    } catch (error) {
      return json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
  }
  return json({ error: `The control API has no ${request.method} ${path}.` }, 404);
}
