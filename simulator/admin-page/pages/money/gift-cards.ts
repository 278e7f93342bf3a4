/** Gift cards: what the shop sold or gave away. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { formatMoney, parseDecimal } from "#simulator/money.ts";
import { customerByEmail } from "#simulator/state/indexes.ts";
import type { GiftCard } from "#simulator/state/model.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, facts, pageOf, pager, searchForm, table } from "../../lists.ts";
import { nameOf, type PageContext, timeText } from "../../page-context.ts";
import { answer, refused, type Section, textOf } from "../../routes.ts";

/** As Shopify shows a code that is known: its last four characters. */
const masked = ({ code }: GiftCard): string => `•••• ${code.slice(-4).toUpperCase()}`;

const stateOf = (card: GiftCard): string => (card.deactivatedAt ? "CANCELLED" : "ACTIVE");

const balance = (card: GiftCard): string => formatMoney(card.balance, card.currency);

function owner(context: PageContext, { customerId }: GiftCard): Html | null {
  const customer = customerId === null ? null : context.runtime.shop.customers.get(customerId);
  return customer ? html`<a href="${context.base}/customers/${customer.id}">${nameOf(customer)}</a>` : null;
}

function matching(context: PageContext): GiftCard[] {
  const wanted = (context.url.searchParams.get("q") ?? "").replaceAll(/[\s-]/g, "").toLowerCase();
  return [...context.runtime.shop.giftCards.values()]
    .filter(({ code }) => code.includes(wanted))
    .toReversed();
}

function giftCardsPage(context: PageContext): string {
  const { base, runtime } = context;
  const list = pageOf(matching(context), context.url);
  return layout(context, {
    title: "Gift cards",
    content: html`${searchForm(context, { label: "Search gift cards", placeholder: "Code or its end" })}
      <section class="card list">
        ${table(
          [
            {
              label: "Card",
              cell: (card: GiftCard) => html`<a href="${base}/gift-cards/${card.id}">${masked(card)}</a>`,
            },
            { label: "State", cell: (card) => badge(stateOf(card)) },
            { label: "Customer", cell: (card) => owner(context, card) },
            { label: "Until", isMinor: true, cell: ({ expiresOn }) => expiresOn ?? "without end" },
            { label: "Balance", isNumber: true, cell: balance },
          ],
          list.items,
          "No gift cards.",
          "Gift cards",
        )}
      </section>
      ${pager(context, list)}
      <section class="card narrow">
        <h2>New gift card</h2>
        ${form(context, {
          key: "new-gift-card",
          action: `${base}/gift-cards`,
          submit: "Create gift card",
          fields: (controls) =>
            html`${controls.text({ name: "initialValue", label: `Value (${runtime.shop.currency})`, isRequired: true })}
            ${controls.text({ name: "code", label: "Code", hint: "8 to 20 letters and digits; empty: one is made up." })}
            ${controls.text({ name: "customer", label: "Customer's e-mail" })}
            ${controls.text({ name: "expiresOn", label: "Last day", type: "date" })}
            ${controls.text({ name: "note", label: "Note", isWide: true })}`,
        })}
      </section>`,
  });
}

function giftCardPage(context: PageContext, card: GiftCard): string {
  const action = `${context.base}/gift-cards/${card.id}`;
  return layout(context, {
    title: `Gift card ${masked(card)}`,
    up: { label: "Gift cards", path: "/gift-cards" },
    actions: card.deactivatedAt ? null : actionButton(`${action}/deactivate`, "Deactivate", "danger"),
    content: html`<section class="card">
        <p class="figure">${balance(card)}</p>
        ${facts([
          ["State", badge(stateOf(card))],
          ["Value at first", formatMoney(card.initialValue, card.currency)],
          ["Code", html`<code>${card.code.toUpperCase()}</code> (Shopify shows the whole code only once)`],
          ["Customer", owner(context, card)],
          [
            "Bought with",
            card.orderId === null
              ? null
              : html`<a href="${context.base}/orders/${card.orderId}">an order</a>`,
          ],
          ["Last day", card.expiresOn ?? "without end"],
          ["Note", card.note],
          ["Made", timeText(context, card.createdAt)],
        ])}
      </section>
      <section class="card list">
        <h2>Bookings</h2>
        ${table(
          [
            { label: "When", isShort: true, cell: ({ processedAt }) => timeText(context, processedAt) },
            {
              label: "Order",
              cell: ({ orderId }) => orderId && html`<a href="${context.base}/orders/${orderId}">Order</a>`,
            },
            { label: "Note", cell: ({ note }) => note },
            { label: "Amount", isNumber: true, cell: ({ amount }) => formatMoney(amount, card.currency) },
          ],
          card.transactions.toReversed(),
          "None yet.",
          "Bookings",
        )}
        ${
          !card.deactivatedAt &&
          form(context, {
            key: "booking",
            action: `${action}/booking`,
            submit: html`<button class="button" name="what" value="add">Add</button>
              <button class="button" name="what" value="take">Take away</button>`,
            fields: (controls) =>
              html`${controls.text({ name: "amount", label: `Amount (${card.currency})`, isRequired: true })}
              ${controls.text({ name: "note", label: "Note" })}`,
          })
        }
      </section>`,
  });
}

function create(context: PageContext): Reply {
  const { commands, shop } = context.runtime;
  const initialValue = parseDecimal(textOf(context, "initialValue"));
  const email = textOf(context, "customer");
  const customer = email === "" ? null : customerByEmail(shop, email);
  const errors = [
    ...(initialValue === null
      ? [{ field: "initialValue", message: "Value must be an amount such as 25." }]
      : []),
    ...(email !== "" && !customer ? [{ field: "customer", message: `There is no customer ${email}.` }] : []),
  ];
  if (initialValue === null || errors.length > 0) return refused(context, errors, giftCardsPage);
  const outcome = commands.createGiftCard({
    initialValue,
    code: textOf(context, "code") || null,
    customerId: customer?.id ?? null,
    expiresOn: textOf(context, "expiresOn") || null,
    note: textOf(context, "note") || null,
    source: "manual",
  });
  const to = outcome.ok ? `${context.base}/gift-cards/${outcome.giftCard.id}` : "";
  return answer(context, outcome, { to, text: "Gift card created.", page: giftCardsPage });
}

function book(context: PageContext, { id, currency }: GiftCard): CommandResult<object> {
  const amount = parseDecimal(textOf(context, "amount"));
  if (amount === null || amount <= 0n) {
    return { ok: false, errors: [{ field: "amount", message: "Amount must be a number such as 12.50." }] };
  }
  return context.runtime.commands.moveGiftCardMoney(id, {
    amount: textOf(context, "what") === "take" ? -amount : amount,
    currency,
    note: textOf(context, "note") || null,
  });
}

export const giftCardsSection: Section = {
  pages: [
    [/^\/gift-cards$/, (context) => htmlReply(giftCardsPage(context))],
    [
      /^\/gift-cards\/(\d+)$/,
      (context, id = "") => {
        const card = context.runtime.shop.giftCards.get(BigInt(id));
        return card ? htmlReply(giftCardPage(context, card)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/gift-cards$/, act: create },
    {
      pattern: /^\/gift-cards\/(\d+)\/(deactivate|booking)$/,
      act: (context, id = "", action = "") => {
        const card = context.runtime.shop.giftCards.get(BigInt(id));
        if (!card) return null;
        const isBooking = action === "booking";
        const outcome = isBooking
          ? book(context, card)
          : context.runtime.commands.deactivateGiftCard(card.id);
        const to = `${context.base}/gift-cards/${id}`;
        const text = isBooking ? "Booked." : "The card is worth nothing any more.";
        return answer(context, outcome, { to, text, page: (again) => giftCardPage(again, card) });
      },
      confirm: ({ base }, id = "", action = "") =>
        action === "deactivate"
          ? {
              title: "Deactivate the gift card?",
              text: "Nobody can pay with it again, and it cannot be switched on again.",
              button: "Yes, deactivate",
              back: `${base}/gift-cards/${id}`,
            }
          : null,
    },
  ],
};
