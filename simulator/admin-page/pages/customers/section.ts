/** The addresses of customers, and what the forms about them do. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Customer } from "#simulator/state/model.ts";
import { nameOf, type PageContext } from "../../page-context.ts";
import { answer, done, listOf, refused, type Section, textOf } from "../../routes.ts";
import { customersPage } from "./customer-list.ts";
import { customerPage, newCustomerPage } from "./customer-page.ts";
import { merge, mergePage } from "./merge-page.ts";

const details = (context: PageContext) => ({
  firstName: textOf(context, "firstName"),
  lastName: textOf(context, "lastName"),
  email: textOf(context, "email") || null,
  phone: textOf(context, "phone") || null,
  locale: textOf(context, "locale") || "en",
  note: textOf(context, "note") || null,
  tags: listOf(context, "tags"),
});

function create(context: PageContext): Reply {
  const { commands } = context.runtime;
  const acceptsMarketing = context.form.has("acceptsMarketing");
  const outcome = commands.createCustomer({
    ...details(context),
    ...(acceptsMarketing && { acceptsMarketing }),
  });
  const to = outcome.ok ? `${context.base}/customers/${outcome.customer.id}` : "";
  return answer(context, outcome, { to, text: "Customer added.", page: newCustomerPage });
}

const consent = (context: PageContext) => ({
  marketingState: textOf(context, "marketingState"),
  marketingOptInLevel: textOf(context, "marketingOptInLevel") || null,
});

function moveCredit(context: PageContext, { id }: Customer): CommandResult<object> {
  const { commands, shop } = context.runtime;
  const amount = parseDecimal(textOf(context, "amount"));
  if (amount === null) {
    return { ok: false, errors: [{ field: "amount", message: "Amount must be a number such as 12.50." }] };
  }
  const movement = { owner: { customerId: id }, amount, currency: shop.currency };
  if (textOf(context, "what") === "take") return commands.takeStoreCredit(movement);
  const expiresAt = textOf(context, "expiresAt");
  return commands.addStoreCredit({
    ...movement,
    expiresAt: expiresAt ? new Date(`${expiresAt}T23:59:59Z`) : null,
  });
}

const ADDRESS_FIELDS = ["firstName", "lastName", "address1", "zip", "city", "province", "country", "phone"];

const addAddress = (context: PageContext, { id }: Customer): CommandResult<object> =>
  context.runtime.commands.createAddress(
    id,
    Object.fromEntries(
      ADDRESS_FIELDS.map((name) => [name, textOf(context, name)]).filter(([, value]) => value),
    ),
  );

type Act = (context: PageContext, customer: Customer) => CommandResult<object>;

/** By the last part of the address: what it does, the word on it, the part of the page it is about. */
const ACTIONS: Record<string, [act: Act, text: string, part?: string]> = {
  details: [(context, { id }) => context.runtime.commands.updateCustomer(id, details(context)), "Saved."],
  "consent-email": [
    (context, { id }) => context.runtime.commands.updateEmailConsent(id, consent(context)),
    "Consent changed.",
  ],
  "consent-sms": [
    (context, { id }) => context.runtime.commands.updateSmsConsent(id, consent(context)),
    "Consent changed.",
  ],
  "store-credit": [moveCredit, "Store credit changed.", "store-credit"],
  addresses: [addAddress, "Address added.", "addresses"],
  invite: [({ runtime }, { id }) => runtime.commands.inviteCustomer(id), "Invited."],
  enable: [({ runtime }, { id }) => runtime.commands.enableAccount(id), "The account is on."],
  disable: [({ runtime }, { id }) => runtime.commands.disableAccount(id), "The account is off."],
  "data-request": [
    ({ runtime }, { id }) => runtime.commands.requestCustomerData(id),
    "Data request sent to the app.",
  ],
  "request-erasure": [
    ({ runtime }, { id }) => runtime.commands.requestErasure(id),
    "The erasure is planned.",
  ],
  "cancel-erasure": [({ runtime }, { id }) => runtime.commands.cancelErasure(id), "Nothing will be erased."],
  redact: [
    ({ runtime }, { id }) => runtime.commands.redactCustomer(id),
    "Erased, and the app told to do the same.",
  ],
};

function act(context: PageContext, id: string, action: string): Reply | null {
  const customer = context.runtime.shop.customers.get(BigInt(id));
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!customer || !known) return null;
  const [doIt, text, part] = known;
  const to = `${context.base}/customers/${id}${part ? `#${part}` : ""}`;
  return answer(context, doIt(context, customer), {
    to,
    text,
    page: (again) => customerPage(again, customer),
  });
}

function addressAct(context: PageContext, id: string, addressId: string, action: string): Reply | null {
  const { commands, shop } = context.runtime;
  const customer = shop.customers.get(BigInt(id));
  if (!customer) return null;
  const outcome =
    action === "delete"
      ? commands.deleteAddress(customer.id, BigInt(addressId))
      : commands.setDefaultAddress(customer.id, BigInt(addressId));
  const text = action === "delete" ? "Address deleted." : "That is the default address now.";
  const to = `${context.base}/customers/${id}#addresses`;
  return answer(context, outcome, { to, text, page: (again) => customerPage(again, customer) });
}

function remove(context: PageContext, id: string): Reply | null {
  const { commands, shop } = context.runtime;
  const customer = shop.customers.get(BigInt(id));
  if (!customer) return null;
  const name = nameOf(customer);
  const outcome = commands.deleteCustomer(customer.id);
  if (!outcome.ok) return refused(context, outcome.errors, (again) => customerPage(again, customer));
  return done(`${context.base}/customers`, `${name} is deleted.`);
}

const shown =
  (page: (context: PageContext, customer: Customer) => string) =>
  (context: PageContext, id = ""): Reply | null => {
    const customer = context.runtime.shop.customers.get(BigInt(id));
    return customer ? htmlReply(page(context, customer)) : null;
  };

export const customersSection: Section = {
  pages: [
    [/^\/customers$/, (context) => htmlReply(customersPage(context))],
    [/^\/customers\/new$/, (context) => htmlReply(newCustomerPage(context))],
    [/^\/customers\/(\d+)$/, shown(customerPage)],
    [/^\/customers\/(\d+)\/merge$/, shown(mergePage)],
  ],
  actions: [
    { pattern: /^\/customers\/new$/, act: create },
    {
      pattern: /^\/customers\/(\d+)\/delete$/,
      act: (context, id = "") => remove(context, id),
      confirm: ({ base }, id = "") => ({
        title: "Delete the customer?",
        text: "The customer is gone for good. Shopify deletes nobody who has ordered something.",
        button: "Yes, delete",
        back: `${base}/customers/${id}`,
      }),
    },
    { pattern: /^\/customers\/(\d+)\/merge$/, act: (context, id = "") => merge(context, id) },
    {
      pattern: /^\/customers\/(\d+)\/([a-z-]+)$/,
      act: (context, id = "", action = "") => act(context, id, action),
      confirm: ({ base }, id = "", action = "") =>
        action === "redact"
          ? {
              title: "Erase personal data?",
              text: "Name, contact and addresses are gone for good, here and, after customers/redact, in the app.",
              button: "Yes, erase",
              back: `${base}/customers/${id}`,
            }
          : null,
    },
    {
      pattern: /^\/customers\/(\d+)\/addresses\/(\d+)\/(default|delete)$/,
      act: (context, id = "", addressId = "", action = "") => addressAct(context, id, addressId, action),
    },
  ],
};
