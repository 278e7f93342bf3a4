import { hostParameter } from "#simulator/session-token.ts";
import { html, scriptJson } from "../../html.ts";
import { layout } from "../../layout.ts";
import type { PageContext } from "../../page-context.ts";

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
    declaredScopes: [...app.scopes, ...app.optionalScopes],
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
      <dialog id="scopes" aria-labelledby="scopes-title">
        <h2 id="scopes-title">${app.name} asks for more</h2>
        <ul></ul>
        <form method="dialog" class="row end">
          <button class="button" value="">Not now</button>
          <button class="button primary" value="yes">Allow</button>
        </form>
      </dialog>
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
