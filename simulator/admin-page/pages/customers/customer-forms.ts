/** Forms about a customer. */
import type { Customer, MarketingConsent } from "#simulator/state/model.ts";
import { balanceAt, storeCreditOf } from "#simulator/state/store-credit.ts";
import { actionButton, form, type FormControls } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { badge, table, words } from "../../lists.ts";
import { formatMoney } from "#simulator/money.ts";
import { type PageContext, timeText } from "../../page-context.ts";

/** Name, contact, tags: of a new customer and of a known one. */
export const detailFields = (controls: FormControls, customer?: Customer): Html =>
  html`${controls.text({ name: "firstName", label: "First name", value: customer?.firstName })}
  ${controls.text({ name: "lastName", label: "Last name", value: customer?.lastName })}
  ${controls.text({ name: "email", label: "E-mail", value: customer?.email })}
  ${controls.text({ name: "phone", label: "Phone", type: "tel", value: customer?.phone, hint: "With country code: +44 …" })}
  ${controls.text({ name: "locale", label: "Language", value: customer?.locale ?? "en", hint: "Code such as en or de." })}
  ${controls.text({ name: "tags", label: "Tags", value: customer?.tags.join(", "), hint: "With commas between them." })}
  ${controls.area({ name: "note", label: "Note", value: customer?.note, rows: 2, isWide: true })}`;

const CONSENT = ["SUBSCRIBED", "UNSUBSCRIBED", "PENDING"];
const LEVELS = ["SINGLE_OPT_IN", "CONFIRMED_OPT_IN", "UNKNOWN"];

function consentForm(context: PageContext, customer: Customer, channel: "email" | "sms"): Html {
  const consent: MarketingConsent = channel === "email" ? customer.emailMarketing : customer.smsMarketing;
  const name = channel === "email" ? "E-mail" : "SMS";
  return html`<div class="part">
    <h3>${name} ${badge(consent.state)}</h3>
    ${consent.updatedAt && html`<p class="hint">Since ${timeText(context, consent.updatedAt)}</p>`}
    ${form(context, {
      key: `consent-${channel}`,
      action: `${context.base}/customers/${customer.id}/consent-${channel}`,
      submit: `Change ${name} consent`,
      kind: "",
      fields: (controls) =>
        html`${controls.select({
          name: "marketingState",
          label: "Consent",
          value: consent.state,
          options: CONSENT.map((value) => ({ value, label: words(value) })),
        })}
        ${controls.select({
          name: "marketingOptInLevel",
          label: "Given by",
          value: consent.optInLevel,
          options: LEVELS.map((value) => ({ value, label: words(value) })),
        })}`,
    })}
  </div>`;
}

export const consentCard = (context: PageContext, customer: Customer): Html =>
  html`<section class="card">
    <h2>Marketing</h2>
    ${consentForm(context, customer, "email")} ${consentForm(context, customer, "sms")}
  </section>`;

const addressFields = (controls: FormControls): Html =>
  html`${controls.text({ name: "firstName", label: "First name" })}
  ${controls.text({ name: "lastName", label: "Last name" })}
  ${controls.text({ name: "address1", label: "Street", isWide: true })}
  ${controls.text({ name: "zip", label: "Postcode" })} ${controls.text({ name: "city", label: "City" })}
  ${controls.text({ name: "province", label: "Region" })}
  ${controls.text({ name: "country", label: "Country", value: "United Kingdom" })}
  ${controls.text({ name: "phone", label: "Phone", type: "tel", isWide: true })}`;

export function addressesCard(context: PageContext, customer: Customer): Html {
  const action = `${context.base}/customers/${customer.id}/addresses`;
  return html`<section class="card" id="addresses">
    <h2>Addresses</h2>
    ${customer.addresses.length === 0 && html`<p class="empty">None.</p>`}
    <ul class="plain">
      ${customer.addresses.map(
        (address, index) =>
          html`<li class="part">
            <p>
              ${[
                `${address.firstName} ${address.lastName}`.trim(),
                address.address1,
                `${address.zip} ${address.city}`.trim(),
                address.province,
                address.country,
              ]
                .filter(Boolean)
                .join(", ")}
              ${index === 0 && html`<span class="badge">default</span>`}
            </p>
            <div class="row">
              ${index > 0 && actionButton(`${action}/${address.id}/default`, "Make default", "small")}
              ${actionButton(`${action}/${address.id}/delete`, "Delete", "small danger")}
            </div>
          </li>`,
      )}
    </ul>
    <details class="folded" ${context.form.get("form") === "address" && html`open`}>
      <summary>Add an address</summary>
      ${form(context, { key: "address", action, submit: "Add address", kind: "", fields: addressFields })}
    </details>
  </section>`;
}

export function storeCreditCard(context: PageContext, customer: Customer): Html {
  const { shop, clock } = context.runtime;
  const accounts = storeCreditOf(shop, customer.id);
  const bookings = accounts.flatMap((account) =>
    account.transactions.map((transaction) => ({ ...transaction, currency: account.currency })),
  );
  return html`<section class="card" id="store-credit">
    <h2>Store credit</h2>
    <p class="figure">
      ${accounts.length === 0 ? formatMoney(0n, shop.currency) : accounts.map((account) => formatMoney(balanceAt(account, clock()), account.currency)).join(" and ")}
    </p>
    ${
      bookings.length > 0 &&
      table(
        [
          { label: "When", cell: ({ createdAt }) => timeText(context, createdAt) },
          { label: "What", cell: ({ kind, event }) => `${words(kind)}, ${words(event)}` },
          { label: "Amount", isNumber: true, cell: ({ amount, currency }) => formatMoney(amount, currency) },
        ],
        bookings.toReversed().slice(0, 10),
        "",
        "Store credit",
      )
    }
    ${form(context, {
      key: "store-credit-form",
      action: `${context.base}/customers/${customer.id}/store-credit`,
      submit: html`<button class="button" name="what" value="add">Give credit</button>
        <button class="button" name="what" value="take">Take credit</button>`,
      fields: (controls) =>
        html`${controls.text({ name: "amount", label: `Amount (${shop.currency})`, isRequired: true })}
        ${controls.text({ name: "expiresAt", label: "Lapses on", type: "date", hint: "Empty: never." })}`,
    })}
  </section>`;
}
