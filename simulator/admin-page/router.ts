/** The admin's pages and what their forms do. */
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { appBridgeScript } from "#simulator/app-bridge/script.ts";
import { createControl } from "#simulator/control/control.ts";
import type { StateHolder } from "#simulator/control/state-routes.ts";
import { html as htmlReply, readBody, redirect, type Reply } from "#simulator/http.ts";
import { shopHandle } from "#simulator/platform.ts";
import { questionCard } from "./forms.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import type { PageContext } from "./page-context.ts";
import { appSection } from "./pages/app/section.ts";
import { customersSection } from "./pages/customers/section.ts";
import { segmentsSection } from "./pages/customers/segments.ts";
import { homeSection } from "./pages/home.ts";
import { checkoutsSection } from "./pages/money/checkouts.ts";
import { discountsSection } from "./pages/money/discounts.ts";
import { giftCardsSection } from "./pages/money/gift-cards.ts";
import { ordersSection } from "./pages/orders/section.ts";
import { productsSection } from "./pages/products/section.ts";
import { faultsSection } from "./pages/simulator/faults.ts";
import { shopsSection } from "./pages/simulator/shops.ts";
import { stateSection } from "./pages/simulator/state.ts";
import { timeSection } from "./pages/simulator/time.ts";
import { themeSection } from "./pages/theme/theme-editor.ts";
import { webhooksSection } from "./pages/webhooks/section.ts";
import type { Section } from "./routes.ts";

const SECTIONS: Section[] = [
  homeSection,
  ordersSection,
  customersSection,
  segmentsSection,
  productsSection,
  discountsSection,
  giftCardsSection,
  checkoutsSection,
  themeSection,
  appSection,
  webhooksSection,
  timeSection,
  faultsSection,
  stateSection,
  shopsSection,
];

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");

const asset = (type: string, body: string): Reply => ({ status: 200, type, body });

/** In the order in which later ones overrule earlier ones. */
const STYLES = ["base", "header-and-menu", "page", "forms", "lists", "app-frame", "theme-editor", "narrow"];

const styleSheet = (): string => STYLES.map((name) => read(`./styles/${name}.css`)).join("\n");

const SCRIPT = "text/javascript; charset=utf-8";

const ASSETS: Record<string, () => Reply> = {
  "/assets/admin.css": () => asset("text/css; charset=utf-8", styleSheet()),
  "/assets/frame-host.js": () => asset(SCRIPT, read("./browser/frame-host.js")),
  "/assets/theme-editor.js": () => asset(SCRIPT, read("./browser/theme-editor.js")),
  "/app-bridge.js": () => asset(SCRIPT, appBridgeScript()),
};

function notFound(context: PageContext): Reply {
  const content = html`<p class="empty">
    The simulator has no page for <code>${context.url.pathname}</code>.
  </p>`;
  return htmlReply(layout(context, { title: "Not found", content }), 404);
}

/** Does what a form asks for; with a question before it where there is one. */
async function answerForm(context: PageContext, path: string): Promise<Reply> {
  for (const { pattern, act, confirm, readsBody } of SECTIONS.flatMap((section) => section.actions)) {
    const match = pattern.exec(path);
    if (!match) continue;
    const parts = match.slice(1);
    if (!readsBody) context.form = new URLSearchParams(await readBody(context.request));
    const question = context.form.get("confirmed") === "yes" ? null : confirm?.(context, ...parts);
    if (question) {
      const content = questionCard(context, question);
      return htmlReply(layout(context, { title: question.title, content }));
    }
    const reply = await act(context, ...parts);
    if (reply) return reply;
  }
  return notFound(context);
}

function answerPage(context: PageContext, path: string): Reply {
  for (const [pattern, show] of SECTIONS.flatMap((section) => section.pages)) {
    const match = pattern.exec(path);
    const reply = match && show(context, ...match.slice(1));
    if (reply) return reply;
  }
  return notFound(context);
}

/** Answers everything on the admin's server that is no API. */
export async function answerAdminPage(
  { platform, beginning }: StateHolder,
  request: IncomingMessage,
  url: URL,
): Promise<Reply> {
  const asked = Object.hasOwn(ASSETS, url.pathname) ? ASSETS[url.pathname] : undefined;
  if (asked) return asked();
  const handle = /^\/store\/([^/]+)/.exec(url.pathname)?.[1];
  const named = handle === undefined ? null : platform.shop(`${handle}.myshopify.com`);
  const runtime = named ?? platform.first();
  const base = `/store/${shopHandle(runtime.shop.domain)}`;
  if (url.pathname === "/") return redirect(base);
  const context: PageContext = {
    platform,
    beginning,
    runtime,
    control: createControl(runtime),
    request,
    url,
    base,
    form: new URLSearchParams(),
    errors: [],
  };
  if (!named) return notFound(context);
  const path = url.pathname.slice(base.length).replace(/\/$/, "");
  return request.method === "POST" ? answerForm(context, path) : answerPage(context, path);
}
