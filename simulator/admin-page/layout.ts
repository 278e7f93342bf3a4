/** The frame of every page of the admin: header, menu, content. */
import { html, type Html } from "./html.ts";
import type { PageContext, PageOfList } from "./page-context.ts";

export interface PageParts {
  title: string;
  /** Beside the heading. */
  actions?: Html;
  content: Html;
  /** Scripts and the like at the end of the body. */
  after?: Html;
  /** The app's frame uses the whole space and brings its own heading. */
  bare?: boolean;
}

interface MenuEntry {
  label: string;
  path: string;
}

const MENU: MenuEntry[] = [
  { label: "Home", path: "" },
  { label: "Orders", path: "/orders" },
  { label: "Products", path: "/products" },
  { label: "Customers", path: "/customers" },
  { label: "Discounts", path: "/discounts" },
  { label: "Theme", path: "/themes" },
  { label: "Deliveries", path: "/deliveries" },
];

function menu(context: PageContext): Html {
  const { runtime, url, base } = context;
  const appPath = `/apps/${runtime.app.handle}`;
  const link = ({ label, path }: MenuEntry): Html => {
    const here = path === "" ? url.pathname === base : url.pathname.startsWith(`${base}${path}`);
    return html`<li><a href="${base}${path}" ${here && html`aria-current="page"`}>${label}</a></li>`;
  };
  return html`<nav class="menu" aria-label="Store">
    <ul>
      ${MENU.map(link)}
    </ul>
    <h2>App</h2>
    <ul id="app-menu">
      ${link({ label: runtime.app.name, path: appPath })}
    </ul>
    <ul class="outside">
      <li><a href="${runtime.context.storefrontUrl()}" target="_blank" rel="noopener">View storefront</a></li>
    </ul>
  </nav>`;
}

/** Message of the last action, carried in the address. */
function notice(url: URL): Html | null {
  const done = url.searchParams.get("done");
  const problem = url.searchParams.get("problem");
  if (problem) return html`<p class="notice problem" role="alert">${problem}</p>`;
  return done ? html`<p class="notice" role="status">${done}</p>` : null;
}

/** A whole page. */
export function layout(context: PageContext, parts: PageParts): string {
  const { runtime, base } = context;
  const main = parts.bare
    ? parts.content
    : html`<main id="content">
        <div class="heading">
          <h1>${parts.title}</h1>
          <div class="actions">${parts.actions}</div>
        </div>
        ${notice(context.url)} ${parts.content}
      </main>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${parts.title} · ${runtime.shop.name}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/admin.css" />
      </head>
      <body class="${parts.bare ? "framed" : ""}">
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <a class="store" href="${base}">${runtime.shop.name}</a>
          <span class="badge">simulator</span>
          <span class="domain">${runtime.shop.domain}</span>
        </header>
        <div class="columns">${menu(context)} ${main}</div>
        ${parts.after}
      </body>
    </html>`.text;
}

/** Links to the pages before and after. */
export function pager<T>(context: PageContext, list: PageOfList<T>): Html | null {
  if (list.pages === 1) return null;
  const to = (page: number): string => {
    const url = new URL(context.url);
    url.searchParams.set("page", String(page));
    return url.pathname + url.search;
  };
  return html`<nav class="pager" aria-label="Pages">
    ${list.page > 1 && html`<a class="button" href="${to(list.page - 1)}">Newer</a>`}
    <span>Page ${list.page} of ${list.pages}</span>
    ${list.page < list.pages && html`<a class="button" href="${to(list.page + 1)}">Older</a>`}
  </nav>`;
}

/** A button that does something at once. */
export function actionButton(action: string, label: string, kind = ""): Html {
  return html`<form method="post" action="${action}"><button class="button ${kind}">${label}</button></form>`;
}

const TONES: Record<string, string> = {
  PAID: "good",
  FULFILLED: "good",
  delivered: "good",
  ACTIVE: "good",
  PENDING: "open",
  waiting: "open",
  sending: "open",
  SCHEDULED: "open",
  failed: "bad",
  CANCELLED: "bad",
};

/** A word for a state, with a colour. */
export function badge(state: string): Html {
  const words = state.toLowerCase().replaceAll("_", " ");
  return html`<span class="badge ${TONES[state] ?? ""}">${words}</span>`;
}
