/** The app on this shop: what it may do, what it charges, what it has connected. */
import { FULL_ACCESS } from "#simulator/admin-api/protected-data.ts";
import { type ChargeKind, confirmationUrl } from "#simulator/billing/charge-page.ts";
import { formatMoney } from "#simulator/money.ts";
import { type AppSubscription, PLANS } from "#simulator/state/model.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, facts, table } from "../../lists.ts";
import { type PageContext, timeText } from "../../page-context.ts";
import { flowCard, pixelCard } from "./connections.ts";
import { scopeText } from "./scope-text.ts";

function installationCard(context: PageContext): Html {
  const { runtime, base } = context;
  const { app, shop } = runtime;
  const installation = runtime.installation();
  return html`<section class="card">
    <h2>Installation</h2>
    ${facts([
      [
        "State",
        installation ? `Installed on ${timeText(context, installation.installedAt)}` : "Not installed",
      ],
      ["App's address", app.url],
      ["Client id", html`<code>${app.clientId}</code>`],
      ["API version", app.apiVersion],
      ["Tokens", installation ? String(installation.accessTokens.size) : null],
      ["Storefront tokens", String(shop.storefrontAccessTokens.size)],
    ])}
    <div class="row">
      ${installation ? actionButton(`${base}/uninstall`, "Uninstall", "danger") : actionButton(`${base}/install`, "Install", "primary")}
      ${!installation && actionButton(`${base}/redact`, "Send shop/redact now")}
    </div>
    ${!installation && html`<p class="hint">Otherwise it comes 48 hours after the uninstallation, on the simulator's clock.</p>`}
  </section>`;
}

function scopesCard({ runtime, base }: PageContext): Html {
  const { app } = runtime;
  const granted = runtime.installation()?.scopes ?? [];
  const all = [...new Set([...app.scopes, ...app.optionalScopes, ...granted])];
  const button = (scope: string): Html | null => {
    if (!runtime.installation() || app.scopes.includes(scope)) return null;
    return granted.includes(scope)
      ? actionButton(`${base}/scopes/revoke`, "Take back", "small", { scopes: scope })
      : actionButton(`${base}/scopes/grant`, "Grant", "small", { scopes: scope });
  };
  return html`<section class="card list">
    <h2>Access scopes</h2>
    ${table(
      [
        { label: "Scope", cell: (scope: string) => html`<code>${scope}</code>` },
        { label: "Lets the app", isMinor: true, cell: scopeText },
        {
          label: "State",
          cell: (scope) =>
            html`${badge(granted.includes(scope) ? "granted" : "not granted")}
            ${app.optionalScopes.includes(scope) && badge("optional")}`,
        },
        { label: "", isNumber: true, cell: button },
      ],
      all,
      "The app asks for nothing.",
      "Access scopes",
    )}
    <p class="hint">
      Changes send app/scopes_update. Required scopes come and go with the app's configuration.
    </p>
  </section>`;
}

const PROTECTED: [name: keyof typeof FULL_ACCESS, label: string][] = [
  ["level1", "Customer data at all (level 1)"],
  ["name", "Names"],
  ["email", "E-mail addresses"],
  ["phone", "Phone numbers"],
  ["address", "Addresses"],
];

function protectedCard(context: PageContext): Html {
  const access = { ...FULL_ACCESS, ...context.platform.app.protectedCustomerData };
  return html`<section class="card">
    <h2>Protected customer data</h2>
    ${form(context, {
      key: "protected",
      action: `${context.base}/protected-data`,
      submit: "Save",
      kind: "",
      fields: (controls) =>
        html`<div class="wide">
          ${PROTECTED.map(([name, label]) => controls.check({ name, label, isOn: access[name] }))}
        </div>`,
    })}
    <p class="hint">
      What Shopify has approved the app for. The rest is null in the Admin API, with an error, and null in
      webhooks.
    </p>
  </section>`;
}

const shopCard = (context: PageContext): Html => {
  const { shop } = context.runtime;
  return html`<section class="card">
    <h2>The shop</h2>
    ${form(context, {
      key: "shop",
      action: `${context.base}/shop`,
      submit: "Save",
      kind: "",
      fields: (controls) =>
        html`${controls.text({ name: "name", label: "Name", value: shop.name })}
        ${controls.text({ name: "email", label: "E-mail", value: shop.email })}
        ${controls.select({
          name: "plan",
          label: "Shopify plan",
          value: shop.plan,
          options: Object.entries(PLANS).map(([plan, perSecond]) => ({
            value: plan,
            label: `${plan}: ${perSecond} points a second`,
          })),
        })}`,
    })}
  </section>`;
};

interface Charge {
  name: string;
  status: string;
  price: string;
  createdAt: Date;
  confirmUrl: string | null;
}

function priceOf({ lineItems }: AppSubscription): string {
  return lineItems
    .map(({ pricing }) =>
      pricing.kind === "recurring"
        ? `${formatMoney(pricing.price, pricing.currency)} ${pricing.interval === "ANNUAL" ? "a year" : "every 30 days"}`
        : `use, up to ${formatMoney(pricing.cappedAmount, pricing.currency)}`,
    )
    .join(" and ");
}

function chargesOf(context: PageContext): Charge[] {
  const { shop, app } = context.runtime;
  const confirm = (id: bigint, isPending: boolean, kind: ChargeKind): string | null =>
    isPending
      ? confirmationUrl({ adminUrl: context.platform.adminUrl(), domain: shop.domain, app }, id, kind)
      : null;
  const subscriptions = [...shop.appSubscriptions.values()].map((each) => {
    const confirmUrl = confirm(each.id, each.status === "PENDING", "confirm_recurring_application_charge");
    return { ...each, price: priceOf(each), confirmUrl };
  });
  const purchases = [...shop.appPurchases.values()].map((each) => {
    const confirmUrl = confirm(each.id, each.status === "PENDING", "confirm_application_charge");
    return { ...each, price: `${formatMoney(each.price, each.currency)} once`, confirmUrl };
  });
  return [...subscriptions, ...purchases].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

const chargesCard = (context: PageContext): Html =>
  html`<section class="card list">
    <h2>Charges</h2>
    ${table(
      [
        { label: "Charge", cell: ({ name }: Charge) => name },
        { label: "Price", cell: ({ price }) => price },
        { label: "State", cell: ({ status }) => badge(status) },
        { label: "Made", isMinor: true, cell: ({ createdAt }) => timeText(context, createdAt) },
        {
          label: "",
          cell: ({ confirmUrl }) => confirmUrl && html`<a href="${confirmUrl}">Approve or decline</a>`,
        },
      ],
      chargesOf(context),
      "The app has charged nothing.",
      "Charges",
    )}
  </section>`;

export const permissionsPage = (context: PageContext): string =>
  layout(context, {
    title: "Permissions & billing",
    content: html`<div class="split">
      <div>${scopesCard(context)} ${chargesCard(context)} ${pixelCard(context)} ${flowCard(context)}</div>
      <div>${installationCard(context)} ${protectedCard(context)} ${shopCard(context)}</div>
    </div>`,
  });
