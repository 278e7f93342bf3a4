/** Customer accounts: log-in by e-mail address alone (nothing here is secret), register, orders. */
import { orderCountOf, customerByEmail } from "#simulator/state/indexes.ts";
import type { Customer } from "#simulator/state/model.ts";
import { redirect, safePath } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { OrderDrop } from "../drops/order.ts";
import type { FormState } from "../liquid/page-state.ts";
import { answerPage } from "../theme.ts";
import { themeText } from "../theme-texts.ts";
import { formOf, pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { notFound } from "./not-found.ts";
import { get, getOrPost, post } from "./route.ts";
import type { Route } from "./route.ts";

export const accountRoutes: Route[] = [
  get(/^\/account\/login$/, (visit) => loginPage(visit, null)),
  post(/^\/account\/login$/, login),
  getOrPost(/^\/account\/logout$/, logout),
  get(/^\/account\/register$/, (visit) => registerPage(visit, null)),
  post(/^\/account$/, register),
  post(/^\/account\/recover$/, recover),
  get(/^\/account\/activate\/(\d{1,20})\/([\w-]+)$/, (visit, [id = "", token = ""]) =>
    activationPage(visit, { id: BigInt(id), token }),
  ),
  post(/^\/account\/activate\/(\d{1,20})\/([\w-]+)$/, (visit, [id = "", token = ""]) =>
    activate(visit, { id: BigInt(id), token }),
  ),
  get(/^\/account$/, account),
  get(/^\/account\/orders\/(\d{1,20})$/, (visit, [id = ""]) => order(visit, BigInt(id))),
  post(/^\/contact$/, subscribe),
];

const EMAIL = /^[^\s@]+@[^\s@]+$/;

function loginPage(visit: Visit, form: FormState | null, recovered = false): Promise<Answer> | Answer {
  if (visit.customer) return redirect(pathOf(visit, "/account"));
  const wanted = visit.url.searchParams.get("return_url") ?? form?.values["return_to"];
  const failed = form !== null && Object.keys(form.errors).length > 0;
  return answerPage(
    visit,
    {
      template: "customers/login",
      title: { key: "login.title" },
      form,
      objects: () => ({
        demo_customers: demoCustomers(visit),
        return_url: safePath(wanted, pathOf(visit, "/account")),
        recovered,
      }),
    },
    failed ? 422 : 200,
  );
}

function login(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const email = (form.get("customer[email]") ?? "").trim();
  const returnTo = form.get("return_to") ?? "";
  const customer = email === "" ? null : customerByEmail(visit.context.shop, email);
  if (!customer) {
    const message = themeText(visit, email === "" ? "login.errors.email" : "login.errors.unknown");
    const values = { email, return_to: returnTo };
    return loginPage(visit, { type: "customer_login", errors: { email: message }, values });
  }
  visit.session.customerId = customer.id;
  return redirect(safePath(returnTo, pathOf(visit, "/account")), 303);
}

function logout(visit: Visit): Answer {
  visit.session.customerId = null;
  visit.session.checkoutId = null;
  return redirect(pathOf(visit, "/"));
}

/** There are no passwords, so there is none to send; the page says so whether the address is known or not. */
function recover(visit: Visit): Promise<Answer> | Answer {
  return loginPage(visit, { type: "recover_customer_password", errors: {}, values: {} }, true);
}

function registerPage(visit: Visit, form: FormState | null): Promise<Answer> | Answer {
  if (visit.customer) return redirect(pathOf(visit, "/account"));
  const title = { key: "register.title" };
  return answerPage(visit, { template: "customers/register", title, form }, form ? 422 : 200);
}

function register(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const field = (name: string) => (form.get(`customer[${name}]`) ?? "").trim();
  const values = { first_name: field("first_name"), last_name: field("last_name"), email: field("email") };
  const refuse = (errors: Record<string, string>) =>
    registerPage(visit, { type: "create_customer", errors, values });
  if (!EMAIL.test(values.email)) return refuse({ email: themeText(visit, "login.errors.email") });
  const { commands } = visit.context;
  const known = customerByEmail(visit.context.shop, values.email);
  // Somebody who only ordered as a guest gets the account that belongs to the address.
  const made =
    known && known.state !== "ENABLED"
      ? commands.updateCustomer(known.id, { firstName: values.first_name, lastName: values.last_name })
      : commands.createCustomer({
          email: values.email,
          firstName: values.first_name,
          lastName: values.last_name,
          locale: visit.locale,
          acceptsMarketing: form.has("customer[accepts_marketing]"),
        });
  if (!made.ok) {
    const said = made.errors.map(({ field, message }) => {
      const key = field === "email" ? "register.errors.email_taken" : "register.errors.refused";
      return [field, themeText(visit, key, { reason: message })];
    });
    return refuse(Object.fromEntries(said));
  }
  commands.enableAccount(made.customer.id);
  visit.session.customerId = made.customer.id;
  return redirect(pathOf(visit, "/account"), 303);
}

interface Activation {
  id: bigint;
  token: string;
}

/** The customer whom an invitation is for; null when it has lapsed or is none. */
function invited(visit: Visit, { id, token }: Activation): Customer | null {
  const { shop, clock } = visit.context;
  const customer = shop.customers.get(id);
  const activation = customer?.accountActivation;
  return customer && activation?.token === token && activation.expiresAt > clock() ? customer : null;
}

function activationPage(visit: Visit, link: Activation): Promise<Answer> {
  const customer = invited(visit, link);
  if (!customer) return notFound(visit);
  return answerPage(visit, {
    template: "customers/activate_account",
    title: { key: "activate.title" },
    objects: () => ({ invited_email: customer.email, activation_path: visit.url.pathname }),
  });
}

function activate(visit: Visit, link: Activation): Promise<Answer> | Answer {
  const customer = invited(visit, link);
  if (!customer) return notFound(visit);
  visit.context.commands.enableAccount(customer.id);
  visit.session.customerId = customer.id;
  return redirect(pathOf(visit, "/account"), 303);
}

function account(visit: Visit): Promise<Answer> | Answer {
  if (!visit.customer) return toLogin(visit);
  return answerPage(visit, { template: "customers/account", title: { key: "account.title" } });
}

function order(visit: Visit, id: bigint): Promise<Answer> | Answer {
  if (!visit.customer) return toLogin(visit);
  const found = visit.context.shop.orders.get(id);
  if (!found || found.customerId !== visit.customer.id) return notFound(visit);
  return answerPage(visit, {
    template: "customers/order",
    title: { key: "order.title", name: found.name },
    objects: (reader) => ({ order: new OrderDrop(reader, found) }),
  });
}

export function toLogin(visit: Visit): Answer {
  const query = new URLSearchParams({ return_url: visit.url.pathname + visit.url.search });
  return redirect(`${pathOf(visit, "/account/login")}?${query.toString()}`);
}

/** The newsletter form of a theme: an e-mail address that wants to hear from the store. */
function subscribe(visit: Visit): Answer {
  const form = formOf(visit);
  const { commands, shop } = visit.context;
  const email = (form.get("contact[email]") ?? "").trim();
  const back = safePath(form.get("return_to"), pathOf(visit, "/"));
  if (form.get("form_type") === "customer" && EMAIL.test(email)) {
    const known = customerByEmail(shop, email);
    const tags = (form.get("contact[tags]") ?? "").split(",").filter(Boolean);
    if (known) {
      commands.updateEmailConsent(known.id, {
        marketingState: "SUBSCRIBED",
        marketingOptInLevel: "SINGLE_OPT_IN",
      });
      if (tags.length > 0) commands.addCustomerTags(known.id, tags);
    } else commands.createCustomer({ email, acceptsMarketing: true, tags, locale: visit.locale });
  }
  return redirect(`${back}${back.includes("?") ? "&" : "?"}customer_posted=true`, 303);
}

/** How many customers are looked at to find some worth being. */
const LOOKED_AT = 3_000;

/** A few customers worth being: the most faithful one, a regular, somebody from abroad, somebody new. */
function demoCustomers(visit: Visit): object[] {
  const { shop } = visit.context;
  const known: { customer: Customer; orders: number }[] = [];
  for (const customer of shop.customers.values()) {
    if (customer.email !== null) known.push({ customer, orders: orderCountOf(shop, customer.id) });
    if (known.length >= LOOKED_AT) break;
  }
  const byOrders = known.toSorted((a, b) => b.orders - a.orders);
  const isAbroad = ({ customer }: { customer: Customer }): boolean =>
    customer.addresses[0]?.countryCode !== shop.countryCode;
  const picks = [
    byOrders[0],
    byOrders.find(({ orders }) => orders <= 6),
    byOrders.find((each) => isAbroad(each) && each.orders <= 10),
    byOrders.find(({ orders }) => orders <= 1),
  ];
  const unique = [...new Set(picks.filter((pick) => pick !== undefined))];
  const names = new Intl.DisplayNames(visit.locale, { type: "region" });
  return unique.map(({ customer, orders }) => {
    const code = customer.addresses[0]?.countryCode;
    return {
      email: customer.email,
      name: `${customer.firstName} ${customer.lastName}`.trim(),
      orders_count: orders,
      country: code ? (names.of(code) ?? code) : "",
    };
  });
}
