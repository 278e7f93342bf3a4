import { hostParameter } from "#simulator/session-token.ts";
import { html, scriptJson } from "../html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page-context.ts";

/** What each scope lets the app do, where the handle does not say it. */
const scopeText = (scope: string): string => {
  const [verb, ...rest] = scope.split("_");
  return `${verb === "write" ? "View and change" : "View"} ${rest.join(" ").replace("all orders", "all orders, also old ones")}`;
};

/** Writing includes reading. */
const mentioned = (scopes: string[]): string[] =>
  scopes.filter((scope) => !(scope.startsWith("read_") && scopes.includes(`write_${scope.slice(5)}`)));

export function consentPage(context: PageContext): string {
  const { app, shop } = context.runtime;
  return layout(context, {
    title: `Install ${app.name}`,
    content: html`<section class="card narrow">
      <p>${app.name} asks ${shop.name} for permission to:</p>
      <ul>
        ${mentioned(app.scopes).map((scope) => html`<li>${scopeText(scope)} <code>${scope}</code></li>`)}
      </ul>
      <form method="post" action="${context.base}/install">
        <input type="hidden" name="return" value="${context.url.pathname}${context.url.search}" />
        <button class="button primary">Install</button>
      </form>
    </section>`,
  });
}

/** The page of the app a path of the admin stands for: `/apps/<handle>/app/loyalty` is `/app/loyalty`. */
function appPath(context: PageContext): string {
  const prefix = `${context.base}/apps/${context.runtime.app.handle}`;
  return (context.url.pathname.slice(prefix.length) || "/") + context.url.search;
}

export function appFramePage(context: PageContext): string {
  const { runtime, control, base } = context;
  const { app, shop } = runtime;
  const frameName = JSON.stringify({
    apiKey: app.clientId,
    shop: shop.domain,
    host: hostParameter(shop.domain),
    locale: "en",
  });
  const settings = {
    appOrigin: new URL(app.url).origin,
    appBase: `${base}/apps/${app.handle}`,
    base,
    storefrontUrl: runtime.context.storefrontUrl(),
    shopDomain: shop.domain,
    appName: app.name,
  };
  return layout(context, {
    title: app.name,
    bare: true,
    content: html`<main id="content" class="app">
      <div class="title-bar">
        <h1 id="app-title">${app.name}</h1>
        <div class="actions" id="app-actions"></div>
      </div>
      <div class="save-bar" id="save-bar" role="region" aria-label="Unsaved changes" hidden>
        <span>Unsaved changes</span>
        <button type="button" class="button" data-action="discard">Discard</button>
        <button type="button" class="button primary" data-action="save">Save</button>
      </div>
      <div class="progress" id="app-progress" hidden></div>
      <iframe
        id="app-frame"
        title="${app.name}"
        name="${frameName}"
        src="${control.embeddedUrl(appPath(context))}"
        allow="clipboard-write"
      ></iframe>
      <div class="toasts" id="toasts" aria-live="polite"></div>
      <dialog id="confirm">
        <p></p>
        <form method="dialog" class="row end">
          <button class="button" value="">Keep editing</button>
          <button class="button danger" value="yes"></button>
        </form>
      </dialog>
    </main>`,
    after: html`<script type="application/json" id="frame-settings">
        ${scriptJson(settings)}
      </script>
      <script src="/assets/frame-host.js"></script>`,
  });
}
