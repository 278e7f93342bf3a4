/** Keeps the admin's address in step with the app's, and sends the browser to admin pages. */
import { on, tell } from "./channel.js";

/** Parameters that belong to the admin's request and not to the page. */
const REQUEST_PARAMETERS = [
  "embedded",
  "hmac",
  "host",
  "id_token",
  "locale",
  "session",
  "shop",
  "timestamp",
  "appLoadId",
];

function ownPath() {
  const parameters = new URLSearchParams(location.search);
  for (const name of REQUEST_PARAMETERS) parameters.delete(name);
  const query = parameters.toString();
  return location.pathname + (query ? `?${query}` : "") + location.hash;
}

function report() {
  tell("navigated", { path: ownPath(), title: document.title });
}

for (const method of ["pushState", "replaceState"]) {
  const original = history[method];
  history[method] = function change(...args) {
    const result = original.apply(this, args);
    queueMicrotask(report);
    return result;
  };
}
window.addEventListener("popstate", report);
window.addEventListener("hashchange", report);
window.addEventListener("DOMContentLoaded", report);

const SHOPIFY_SCHEME = /^shopify:(?:\/\/)?admin\b/;

/** Addresses that lead out of the app: the admin's own in all their spellings, and the shop's. */
function leavesApp(href) {
  if (SHOPIFY_SCHEME.test(href)) return true;
  if (!URL.canParse(href)) return false;
  const { hostname } = new URL(href);
  return hostname === "admin.shopify.com" || hostname.endsWith(".myshopify.com");
}

const isTop = (target) => target === "_top" || target === "_parent";

/** The admin page knows its counterpart of the address and opens it. */
function leave(href, target) {
  const url = SHOPIFY_SCHEME.test(href) ? href : new URL(href, location.href).href;
  tell("leave", { url, target: target === "_blank" || target === "_new" ? "_blank" : "_top" });
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link || event.defaultPrevented) return;
    const href = link.getAttribute("href");
    if (!leavesApp(href) && !isTop(link.target)) return;
    event.preventDefault();
    leave(href, event.metaKey || event.ctrlKey ? "_blank" : link.target);
  },
  true,
);

document.addEventListener("submit", (event) => {
  const action = event.target.getAttribute?.("action") ?? "";
  if (!leavesApp(action)) return;
  event.preventDefault();
  leave(action, event.target.target);
});

const openWindow = window.open.bind(window);
window.open = (url, target, features) => {
  const href = String(url ?? "");
  if (leavesApp(href) || isTop(target)) {
    leave(href, target ?? "_blank");
    return null;
  }
  return openWindow(url, target, features);
};

/** A page that only asks for a fresh token: loads the wanted page again with one. */
export async function reloadWithToken(idToken) {
  const wanted = new URLSearchParams(location.search).get("shopify-reload");
  if (!wanted) return;
  const url = new URL(wanted, location.href);
  url.searchParams.set("id_token", await idToken());
  location.replace(url.href);
}

on("reload", () => location.reload());
