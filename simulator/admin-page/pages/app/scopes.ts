/** Access scopes of the app: what they are in words, and the pages on which the merchant agrees to them. */
import { html as htmlReply, json, redirect, type Reply } from "#simulator/http.ts";
import { grantScopes, revokeScopes } from "#simulator/state/apps.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import type { PageContext } from "../../page-context.ts";
import { done, refused } from "../../routes.ts";
import { permissionsPage } from "./permissions.ts";
import { scopeText } from "./scope-text.ts";

/** Writing includes reading. */
const mentioned = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => !(scope.startsWith("read_") && scopes.includes(`write_${scope.slice(5)}`)));

const scopeList = (scopes: readonly string[]): Html =>
  html`<ul>
    ${mentioned(scopes).map((scope) => html`<li>${scopeText(scope)} <code>${scope}</code></li>`)}
  </ul>`;

export function installPage(context: PageContext): string {
  const { app, shop } = context.runtime;
  return layout(context, {
    title: `Install ${app.name}`,
    content: html`<section class="card narrow">
      <p>${app.name} asks ${shop.name} for permission to:</p>
      ${scopeList(app.scopes)}
      <form method="post" action="${context.base}/install">
        <input type="hidden" name="return" value="${context.url.pathname}${context.url.search}" />
        <button class="button primary">Install</button>
      </form>
    </section>`,
  });
}

const splitScopes = (text: string | null): string[] =>
  (text ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** `/oauth/install?optional_scopes=…`: the app asks for more than it was installed with. */
export function oauthInstallPage(context: PageContext): Reply {
  const { runtime, url, base } = context;
  const { app, shop } = runtime;
  if (!runtime.installation()) return htmlReply(installPage(context));
  const wanted = splitScopes(url.searchParams.get("optional_scopes"));
  if (wanted.length === 0) return redirect(`${base}/apps/${app.handle}`);
  return htmlReply(
    layout(context, {
      title: `More for ${app.name}`,
      content: html`<section class="card narrow">
        <p>${app.name} asks ${shop.name} for permission to:</p>
        ${scopeList(wanted)}
        <form method="post" action="${base}/scopes/grant" class="row">
          <input type="hidden" name="scopes" value="${wanted.join(",")}" />
          <input type="hidden" name="to" value="app" />
          <a class="button" href="${base}/apps/${app.handle}">Not now</a>
          <button class="button primary">Allow</button>
        </form>
      </section>`,
    }),
  );
}

/** Grants or revokes; the frame of the app asks for JSON, the pages for a page. */
export function changeScopes(context: PageContext, action: string): Reply {
  const { runtime, base, form } = context;
  const { environment, app } = runtime;
  const scopes = form.getAll("scopes").flatMap(splitScopes);
  const change = action === "grant" ? grantScopes : revokeScopes;
  const outcome = runtime.installation()
    ? change(environment, app, scopes)
    : { ok: false as const, errors: [{ message: "The app is not installed." }] };
  if (form.get("to") === "frame") return json(outcome, outcome.ok ? 200 : 422);
  if (!outcome.ok) return refused(context, outcome.errors, permissionsPage);
  if (form.get("to") === "app") return redirect(`${base}/apps/${app.handle}`);
  return done(`${base}/permissions`, action === "grant" ? "Granted." : "Taken back.");
}
