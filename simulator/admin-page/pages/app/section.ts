/** The addresses of the app: its frame, its installation and permissions. */
import { FULL_ACCESS } from "#simulator/admin-api/protected-data.ts";
import { html as htmlReply, redirect, type Reply } from "#simulator/http.ts";
import { type Plan, PLANS } from "#simulator/state/model.ts";
import type { PageContext } from "../../page-context.ts";
import { done, type Section, textOf } from "../../routes.ts";
import { appFramePage } from "./app-frame.ts";
import { permissionsPage } from "./permissions.ts";
import { changeScopes, installPage, oauthInstallPage } from "./scopes.ts";

function appPage(context: PageContext, handle: string): Reply | null {
  const { runtime, base, url } = context;
  const { app } = runtime;
  // Shopify's own links name the app by its client id as well.
  if (handle === app.clientId) {
    const rest = url.pathname.slice(`${base}/apps/${handle}`.length);
    return redirect(`${base}/apps/${app.handle}${rest}${url.search}`);
  }
  if (handle !== app.handle) return null;
  return htmlReply(runtime.installation() ? appFramePage(context) : installPage(context));
}

function install(context: PageContext): Reply {
  context.control.install();
  const { base, form } = context;
  const wanted = form.get("return") ?? "";
  return wanted.startsWith(`${base}/`) ? redirect(wanted) : done(`${base}/permissions`, "Installed.");
}

function saveShop(context: PageContext): Reply {
  const plan = Object.keys(PLANS).find((each) => each === context.form.get("plan")) as Plan | undefined;
  const [name, email] = [textOf(context, "name"), textOf(context, "email")];
  context.runtime.commands.updateShop({ name: name || undefined, email: email || undefined, plan });
  return done(`${context.base}/permissions`, "Saved, and shop/update sent.");
}

function saveProtectedData({ platform, form, base }: PageContext): Reply {
  const names = Object.keys(FULL_ACCESS) as (keyof typeof FULL_ACCESS)[];
  const access = { ...FULL_ACCESS };
  for (const name of names) access[name] = form.has(name);
  platform.app.protectedCustomerData = access;
  return done(`${base}/permissions`, "Saved.");
}

export const appSection: Section = {
  pages: [
    [/^\/apps\/([^/]+)(?:\/.*)?$/, (context, handle = "") => appPage(context, handle)],
    [/^\/permissions$/, (context) => htmlReply(permissionsPage(context))],
    [/^\/oauth\/install$/, oauthInstallPage],
  ],
  actions: [
    { pattern: /^\/install$/, act: install },
    {
      pattern: /^\/uninstall$/,
      act: (context) => {
        context.control.uninstall();
        return done(context.base, "Uninstalled.");
      },
      confirm: ({ base, runtime }) => ({
        title: `Uninstall ${runtime.app.name}?`,
        text: "Its tokens stop working, its subscriptions to webhooks, charges, theme blocks and pixel are gone. It is told with app/uninstalled.",
        button: "Yes, uninstall",
        back: `${base}/permissions`,
      }),
    },
    {
      pattern: /^\/redact$/,
      act: (context) => {
        context.runtime.commands.redactShop();
        return done(`${context.base}/permissions`, "shop/redact sent to the app.");
      },
    },
    { pattern: /^\/scopes\/(grant|revoke)$/, act: (context, action = "") => changeScopes(context, action) },
    { pattern: /^\/shop$/, act: saveShop },
    { pattern: /^\/protected-data$/, act: saveProtectedData },
  ],
};
