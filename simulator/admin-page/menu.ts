/** The menu of the admin: the store, the app, the simulator itself. */
import { html, type Html } from "./html.ts";
import type { PageContext } from "./page-context.ts";

interface Entry {
  label: string;
  path: string;
  /** Other addresses under which the entry is the current one. */
  also?: string;
}

const STORE: Entry[] = [
  { label: "Home", path: "" },
  { label: "Orders", path: "/orders" },
  { label: "Customers", path: "/customers" },
  { label: "Segments", path: "/segments" },
  { label: "Products", path: "/products" },
  { label: "Discounts", path: "/discounts" },
  { label: "Gift cards", path: "/gift-cards" },
  { label: "Abandoned checkouts", path: "/checkouts" },
  { label: "Theme", path: "/themes" },
];

const APP: Entry[] = [
  { label: "Permissions & billing", path: "/permissions", also: "/charges" },
  { label: "Webhooks", path: "/webhooks" },
];

const SIMULATOR: Entry[] = [
  { label: "Time", path: "/time" },
  { label: "Faults", path: "/faults" },
  { label: "State", path: "/state" },
  { label: "Shops", path: "/shops" },
];

const isBelow = (pathname: string, path: string): boolean =>
  pathname === path || pathname.startsWith(`${path}/`);

export function menu(context: PageContext): Html {
  const { runtime, url, base } = context;
  const { app } = runtime;
  const link = ({ label, path, also }: Entry): Html => {
    const here =
      path === ""
        ? url.pathname.replace(/\/$/, "") === base
        : [path, also].some((each) => each !== undefined && isBelow(url.pathname, base + each));
    return html`<li><a href="${base}${path}" ${here && html`aria-current="page"`}>${label}</a></li>`;
  };
  return html`<nav class="menu" id="menu" aria-label="Store, app and simulator" popover>
    <h2>Store</h2>
    <ul>
      ${STORE.map(link)}
    </ul>
    <h2>App</h2>
    <ul id="app-menu">
      ${link({ label: app.name, path: `/apps/${app.handle}` })}
    </ul>
    <ul>
      ${APP.map(link)}
    </ul>
    <h2>Simulator</h2>
    <ul>
      ${SIMULATOR.map(link)}
      <li><a href="/mail">Mail</a></li>
    </ul>
    <p class="outside">
      <a href="${runtime.context.storefrontUrl()}" target="_blank" rel="noopener">View storefront</a>
    </p>
  </nav>`;
}
