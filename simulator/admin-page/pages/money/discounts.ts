/** Discounts: codes and automatic ones. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import { discountStatus, usesOf } from "#simulator/state/discount-status.ts";
import { findDiscount } from "#simulator/state/indexes.ts";
import type { Discount, DiscountTerms } from "#simulator/state/model.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, facts, pageOf, pager, searchForm, table } from "../../lists.ts";
import { amountText, nameOf, type PageContext, timeText } from "../../page-context.ts";
import { answer, done, refused, type Section, textOf } from "../../routes.ts";

function valueText(context: PageContext, { terms }: Discount): string {
  if (terms.kind === "freeShipping") return "Free shipping";
  if (terms.kind === "buyXGetY") return "Buy some, get some";
  const { value } = terms;
  return value.kind === "amount"
    ? `${amountText(context, value.amount)} off`
    : `${Math.round(value.fraction * 10_000) / 100}% off`;
}

function audience(context: PageContext, discount: Discount): Html | string {
  const { shop } = context.runtime;
  switch (discount.context.kind) {
    case "all":
      return "Everybody";
    case "customers":
      return html`${discount.context.customerIds.slice(0, 3).map((id) => {
        const customer = shop.customers.get(id);
        return html`<a href="${context.base}/customers/${id}">${customer ? nameOf(customer) : id}</a> `;
      })}${discount.context.customerIds.length > 3 && `and ${discount.context.customerIds.length - 3} more`}`;
    case "segments":
      return html`${discount.context.segmentIds.map(
        (id) => html`<a href="${context.base}/segments/${id}">${shop.segments.get(id)?.name ?? id}</a> `,
      )}`;
  }
}

const nameOfDiscount = (discount: Discount): string =>
  discount.codes.length === 1 ? discount.codes[0]!.code : discount.title;

function uses(discount: Discount): string {
  return `${usesOf(discount)}${discount.usageLimit === null ? "" : ` of ${discount.usageLimit}`}`;
}

function matching(context: PageContext): Discount[] {
  const { shop } = context.runtime;
  const wanted = (context.url.searchParams.get("q") ?? "").trim();
  if (wanted === "") return [...shop.discounts.values()].toReversed();
  const exact = findDiscount(shop, wanted);
  if (exact) return [exact];
  return [...shop.discounts.values()]
    .filter((discount) =>
      `${discount.title} ${discount.codes[0]?.code ?? ""}`.toLowerCase().includes(wanted.toLowerCase()),
    )
    .toReversed();
}

const KINDS = [
  { value: "percentage", label: "Percentage off" },
  { value: "amount", label: "Amount off" },
  { value: "freeShipping", label: "Free shipping" },
];

const newDiscountForm = (context: PageContext): Html =>
  form(context, {
    key: "new-discount",
    action: `${context.base}/discounts`,
    submit: "Create discount",
    fields: (controls) =>
      html`${controls.text({ name: "code", label: "Code", hint: "Empty: an automatic discount." })}
        ${controls.text({ name: "title", label: "Title", hint: "Empty: the code." })}
        ${controls.select({ name: "kind", label: "Kind", options: KINDS })}
        ${controls.text({ name: "value", label: "Value", placeholder: "10", hint: "Percent, or an amount; nothing for free shipping." })}
        ${controls.text({ name: "minimum", label: "Subtotal at least" })}
        ${controls.text({ name: "usageLimit", label: "Uses at most", type: "number", min: 1 })}
        ${controls.text({ name: "endsAt", label: "Ends on", type: "date" })}
        <div class="wide">
          ${controls.check({ name: "once", label: "Once for each customer" })}
          ${controls.check({ name: "combines", label: "Goes together with other discounts" })}
        </div>`,
  });

function discountsPage(context: PageContext): string {
  const { base, runtime } = context;
  const list = pageOf(matching(context), context.url);
  return layout(context, {
    title: "Discounts",
    content: html`${searchForm(context, { label: "Search discounts", placeholder: "Code or title" })}
      <section class="card list">
        ${table(
          [
            {
              label: "Discount",
              cell: (discount: Discount) =>
                html`<a href="${base}/discounts/${discount.id}">${nameOfDiscount(discount)}</a
                  ><small
                    >${discount.method === "AUTOMATIC" ? "automatic" : discount.codes.length > 1 && `${discount.codes.length} codes`}</small
                  >`,
            },
            { label: "State", cell: (discount) => badge(discountStatus(discount, runtime.clock())) },
            { label: "Value", cell: (discount) => valueText(context, discount) },
            { label: "For", isMinor: true, cell: (discount) => audience(context, discount) },
            { label: "Used", isNumber: true, cell: uses },
          ],
          list.items,
          "No discounts.",
          "Discounts",
        )}
      </section>
      ${pager(context, list)}
      <section class="card narrow">
        <h2>New discount</h2>
        ${newDiscountForm(context)}
      </section>`,
  });
}

const SHOWN_CODES = 100;

function discountPage(context: PageContext, discount: Discount): string {
  const { base, runtime } = context;
  const action = `${base}/discounts/${discount.id}`;
  const status = discountStatus(discount, runtime.clock());
  const { combinesWith } = discount;
  const partners = [
    combinesWith.orderDiscounts && "order discounts",
    combinesWith.productDiscounts && "product discounts",
    combinesWith.shippingDiscounts && "shipping discounts",
  ].filter(Boolean);
  return layout(context, {
    title: nameOfDiscount(discount),
    up: { label: "Discounts", path: "/discounts" },
    actions: html`${status === "ACTIVE" ? actionButton(`${action}/deactivate`, "Deactivate") : actionButton(`${action}/activate`, "Activate")}
    ${actionButton(`${action}/delete`, "Delete", "danger")}`,
    content: html`<section class="card">
        ${facts([
          ["State", badge(status)],
          ["Title", discount.title],
          ["Value", valueText(context, discount)],
          ["For", audience(context, discount)],
          ["Used", uses(discount)],
          ["Orders with it came to", amountText(context, discount.totalSales)],
          ["Once for each customer", discount.appliesOncePerCustomer ? "yes" : null],
          ["Goes together with", partners.join(", ") || "nothing else"],
          ["From", timeText(context, discount.startsAt)],
          ["Until", discount.endsAt ? timeText(context, discount.endsAt) : "without end"],
        ])}
      </section>
      ${
        discount.method === "CODE" &&
        html`<section class="card list">
          <h2>Codes</h2>
          ${table(
            [
              { label: "Code", cell: ({ code }) => html`<code>${code}</code>` },
              { label: "Used", isNumber: true, cell: ({ usageCount }) => usageCount },
            ],
            discount.codes.slice(0, SHOWN_CODES),
            "None.",
            "Codes",
          )}
          ${form(context, {
            key: "codes",
            action: `${action}/codes`,
            submit: "Add codes",
            kind: "",
            fields: (controls) =>
              controls.area({
                name: "codes",
                label: "More codes",
                isWide: true,
                hint: "One on a line.",
                rows: 3,
              }),
          })}
        </section>`
      }`,
  });
}

function readTerms(context: PageContext): DiscountTerms | null {
  const kind = textOf(context, "kind");
  if (kind === "freeShipping") {
    return { kind, maximumShippingPrice: null, countryCodes: null, includeRestOfWorld: false };
  }
  const amount = parseDecimal(textOf(context, "value"));
  if (amount === null) return null;
  const items = { kind: "all" } as const;
  return kind === "amount"
    ? { kind: "basic", value: { kind: "amount", amount, onEachItem: false }, items }
    : { kind: "basic", value: { kind: "percentage", fraction: Number(amount) / 10_000 }, items };
}

function create(context: PageContext): Reply {
  const { commands, clock } = context.runtime;
  const terms = readTerms(context);
  const code = textOf(context, "code");
  const minimum = textOf(context, "minimum");
  const amount = minimum === "" ? undefined : parseDecimal(minimum);
  const endsAt = textOf(context, "endsAt");
  if (!terms || amount === null) {
    const message = "Must be a number such as 10 or 12.50.";
    return refused(context, [{ field: terms ? "minimum" : "value", message }], discountsPage);
  }
  const combines = context.form.has("combines");
  const outcome = commands.createDiscount({
    code: code || null,
    title: textOf(context, "title") || code,
    terms,
    minimum: amount === undefined ? null : { kind: "subtotal", amount },
    usageLimit: Number(textOf(context, "usageLimit")) || null,
    appliesOncePerCustomer: context.form.has("once"),
    combinesWith: {
      orderDiscounts: combines,
      productDiscounts: combines,
      shippingDiscounts: combines && terms.kind !== "freeShipping",
    },
    startsAt: clock(),
    endsAt: endsAt ? new Date(`${endsAt}T23:59:59Z`) : null,
  });
  const to = outcome.ok ? `${context.base}/discounts/${outcome.discount.id}` : "";
  return answer(context, outcome, { to, text: "Discount created.", page: discountsPage });
}

function addCodes(context: PageContext, { id }: Discount): CommandResult<object> {
  const codes = textOf(context, "codes").split(/\s+/).filter(Boolean);
  const outcome = context.runtime.commands.addDiscountCodes(id, codes);
  if (!outcome.ok) return outcome;
  const errors = outcome.creation.results.flatMap(({ code, error }) =>
    error ? [{ field: "codes", message: `${code}: ${error.message}` }] : [],
  );
  return errors.length > 0 ? { ok: false, errors } : outcome;
}

const ACTIONS: Record<
  string,
  [act: (context: PageContext, discount: Discount) => CommandResult<object>, text: string]
> = {
  activate: [({ runtime }, { id }) => runtime.commands.activateDiscount(id), "It holds from now on."],
  deactivate: [({ runtime }, { id }) => runtime.commands.deactivateDiscount(id), "It has ended."],
  codes: [addCodes, "Codes added."],
};

function act(context: PageContext, id: string, action: string): Reply | null {
  const { shop, commands } = context.runtime;
  const discount = shop.discounts.get(BigInt(id));
  if (!discount) return null;
  if (action === "delete") {
    const outcome = commands.deleteDiscount(discount.id);
    if (!outcome.ok) return refused(context, outcome.errors, (again) => discountPage(again, discount));
    return done(`${context.base}/discounts`, "Discount deleted.");
  }
  const [doIt, text] = ACTIONS[action]!;
  const to = `${context.base}/discounts/${id}`;
  return answer(context, doIt(context, discount), {
    to,
    text,
    page: (again) => discountPage(again, discount),
  });
}

export const discountsSection: Section = {
  pages: [
    [/^\/discounts$/, (context) => htmlReply(discountsPage(context))],
    [
      /^\/discounts\/(\d+)$/,
      (context, id = "") => {
        const discount = context.runtime.shop.discounts.get(BigInt(id));
        return discount ? htmlReply(discountPage(context, discount)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/discounts$/, act: create },
    {
      pattern: /^\/discounts\/(\d+)\/(activate|deactivate|codes|delete)$/,
      act: (context, id = "", action = "") => act(context, id, action),
      confirm: ({ base }, id = "", action = "") =>
        action === "delete"
          ? {
              title: "Delete the discount?",
              text: "Its codes stop working and are gone for good.",
              button: "Yes, delete",
              back: `${base}/discounts/${id}`,
            }
          : null,
    },
  ],
};
