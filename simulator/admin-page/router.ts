/** The admin's pages and what their forms do. */
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { appBridgeScript } from "#simulator/app-bridge/script.ts";
import type { Control } from "#simulator/control/control.ts";
import { html as htmlReply, readBody, redirect, type Reply } from "#simulator/http.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { type PageContext, storeHandle } from "./page-context.ts";
import { appFramePage, consentPage } from "./pages/app-frame.ts";
import { discountsPage, productPage, productsPage } from "./pages/catalogue.ts";
import { customerPage, customersPage } from "./pages/customers.ts";
import { deliveriesPage } from "./pages/deliveries.ts";
import { homePage } from "./pages/home.ts";
import { orderPage, ordersPage, readRefundForm } from "./pages/orders.ts";
import { readBlocksForm, themeEditorPage } from "./pages/theme-editor.ts";

type Page = (context: PageContext, id: string) => Reply;

const asset = (path: string, type: string): Reply => ({
  status: 200,
  type,
  body: readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8"),
});

const ASSETS: Record<string, () => Reply> = {
  "/assets/admin.css": () => asset("./admin.css", "text/css; charset=utf-8"),
  "/assets/frame-host.js": () => asset("./browser/frame-host.js", "text/javascript; charset=utf-8"),
  "/app-bridge.js": () => ({ status: 200, type: "text/javascript; charset=utf-8", body: appBridgeScript() }),
};

function notFound(context: PageContext): Reply {
  const content = html`<p class="empty">
    The simulator has no page for <code>${context.url.pathname}</code>.
  </p>`;
  return htmlReply(layout(context, { title: "Not found", content }), 404);
}

/** Shows a record by its number, or that there is none. */
const show =
  <T>(
    records: (context: PageContext) => Map<bigint, T>,
    page: (context: PageContext, record: T) => string,
  ): Page =>
  (context, id) => {
    const record = records(context).get(BigInt(id));
    return record ? htmlReply(page(context, record)) : notFound(context);
  };

const PAGES: [pattern: RegExp, page: Page][] = [
  [/^$/, (context) => htmlReply(homePage(context))],
  [/^\/orders$/, (context) => htmlReply(ordersPage(context))],
  [/^\/orders\/(\d+)$/, show((context) => context.runtime.shop.orders, orderPage)],
  [/^\/products$/, (context) => htmlReply(productsPage(context))],
  [/^\/products\/(\d+)$/, show((context) => context.runtime.shop.products, productPage)],
  [/^\/customers$/, (context) => htmlReply(customersPage(context))],
  [/^\/customers\/(\d+)$/, show((context) => context.runtime.shop.customers, customerPage)],
  [/^\/discounts(?:\/\d+)?$/, (context) => htmlReply(discountsPage(context))],
  [/^\/themes(?:\/\w+(?:\/editor)?)?$/, (context) => htmlReply(themeEditorPage(context))],
  [/^\/deliveries$/, (context) => htmlReply(deliveriesPage(context))],
  [/^\/apps\/([^/]+)(?:\/.*)?$/, appPage],
];

function appPage(context: PageContext, handle: string): Reply {
  const { app } = context.runtime;
  // Shopify's own links name the app by its client id as well.
  if (handle === app.clientId) {
    const rest = context.url.pathname.slice(`${context.base}/apps/${handle}`.length);
    return redirect(`${context.base}/apps/${app.handle}${rest}${context.url.search}`);
  }
  if (handle !== app.handle) return notFound(context);
  return htmlReply(context.runtime.installation() ? appFramePage(context) : consentPage(context));
}

/** Goes back to a page with a word on how it went. */
function backTo(path: string, outcome: CommandResult<object>, done: string): Reply {
  const name = outcome.ok ? "done" : "problem";
  const text = outcome.ok ? done : outcome.errors.map((error) => error.message).join(" ");
  return redirect(`${path}?${new URLSearchParams({ [name]: text })}`);
}

const OK = { ok: true } as const;

function orderAction(context: PageContext, id: string, action: string): Reply {
  const { commands, shop } = context.runtime;
  const order = shop.orders.get(BigInt(id));
  if (!order) return notFound(context);
  const path = `${context.base}/orders/${id}`;
  switch (action) {
    case "refund":
      return backTo(path, commands.refundOrder(readRefundForm(order, context.form)), "Refunded.");
    case "cancel":
      return backTo(path, commands.cancelOrder({ orderId: order.id, reason: "customer" }), "Cancelled.");
    default:
      return backTo(path, commands.markPaid(order.id), "Marked as paid.");
  }
}

function customerAction(context: PageContext, id: string, action: string): Reply {
  const { commands } = context.runtime;
  const path = `${context.base}/customers/${id}`;
  switch (action) {
    case "data-request":
      return backTo(path, commands.requestCustomerData(BigInt(id)), "Data request sent to the app.");
    case "redact":
      return backTo(path, commands.redactCustomer(BigInt(id)), "Erased, and the app told to do the same.");
    default:
      return backTo(`${context.base}/customers`, commands.deleteCustomer(BigInt(id)), "Deleted.");
  }
}

const ACTIONS: [pattern: RegExp, act: (context: PageContext, ...parts: string[]) => Reply][] = [
  [
    /^\/install$/,
    (context) => {
      context.control.install();
      const wanted = context.form.get("return") ?? "";
      return redirect(wanted.startsWith(context.base) ? wanted : context.base);
    },
  ],
  [
    /^\/uninstall$/,
    (context) => {
      context.control.uninstall();
      return backTo(context.base, OK, "Uninstalled.");
    },
  ],
  [
    /^\/redact$/,
    (context) => {
      context.runtime.commands.redactShop();
      return backTo(context.base, OK, "shop/redact sent to the app.");
    },
  ],
  [
    /^\/themes$/,
    (context) => {
      context.runtime.commands.setBlocks(readBlocksForm(context));
      return backTo(`${context.base}/themes`, OK, "Saved. The storefront shows it at once.");
    },
  ],
  [
    /^\/orders\/(\d+)\/(refund|cancel|mark-paid)$/,
    (context, id, action) => orderAction(context, id!, action!),
  ],
  [
    /^\/customers\/(\d+)\/(data-request|redact|delete)$/,
    (context, id, action) => customerAction(context, id!, action!),
  ],
];

/** Answers everything on the admin's server that is no API. */
export async function answerAdminPage(
  runtime: ShopRuntime,
  control: Control,
  request: IncomingMessage,
  url: URL,
): Promise<Reply> {
  const asked = ASSETS[url.pathname];
  if (asked) return asked();
  const base = `/store/${storeHandle(runtime.shop.domain)}`;
  if (url.pathname === "/") return redirect(base);
  const posted = request.method === "POST";
  const form = new URLSearchParams(posted ? await readBody(request) : "");
  const context: PageContext = { runtime, control, url, base, form };
  if (url.pathname !== base && !url.pathname.startsWith(`${base}/`)) return notFound(context);
  const path = url.pathname.slice(base.length).replace(/\/$/, "");
  if (posted) {
    for (const [pattern, act] of ACTIONS) {
      const match = pattern.exec(path);
      if (match) return act(context, ...match.slice(1));
    }
    return notFound(context);
  }
  for (const [pattern, page] of PAGES) {
    const match = pattern.exec(path);
    if (match) return page(context, match[1] ?? "");
  }
  return notFound(context);
}
