/** Customer accounts: log-in by e-mail address alone (nothing here is secret), register, orders. */
import type { Customer } from "#simulator/state/model.ts";
import { page, redirect, safePath } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { OrderDrop } from "../drops/customer.ts";
import type { FormState } from "../liquid/page-state.ts";
import { renderPage } from "../theme.ts";
import { formOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { notFound } from "./catalogue.ts";
import { get, getOrPost, post } from "./route.ts";
import type { Route } from "./route.ts";

export const accountRoutes: Route[] = [
  get(/^\/account\/login$/, (visit) => loginPage(visit, null)),
  post(/^\/account\/login$/, login),
  getOrPost(/^\/account\/logout$/, logout),
  get(/^\/account\/register$/, (visit) => registerPage(visit, null)),
  post(/^\/account$/, register),
  get(/^\/account$/, account),
  get(/^\/account\/orders\/(\d{1,20})$/, (visit, [id = ""]) => order(visit, BigInt(id))),
];

async function loginPage(visit: Visit, form: FormState | null): Promise<Answer> {
  if (visit.customer) return redirect("/account");
  const objects = () => ({
    demo_customers: demoCustomers(visit),
    return_url: safePath(visit.url.searchParams.get("return_url") ?? form?.values["return_to"], "/account"),
  });
  const html = await renderPage(visit, { template: "customers/login", title: "Log in", form, objects });
  return page(html, form ? 422 : 200);
}

function login(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const email = (form.get("customer[email]") ?? "").trim();
  const returnTo = form.get("return_to") ?? "";
  const customer = customerByEmail(visit, email);
  if (!customer) {
    const message =
      email === "" ? "Please enter an e-mail address." : "No customer of this store has that e-mail address.";
    const values = { email, return_to: returnTo };
    return loginPage(visit, { type: "customer_login", errors: { email: message }, values });
  }
  visit.session.customerId = customer.id;
  return redirect(safePath(returnTo, "/account"), 303);
}

function logout(visit: Visit): Answer {
  visit.session.customerId = null;
  return redirect("/");
}

async function registerPage(visit: Visit, form: FormState | null): Promise<Answer> {
  if (visit.customer) return redirect("/account");
  const html = await renderPage(visit, { template: "customers/register", title: "Create account", form });
  return page(html, form ? 422 : 200);
}

function register(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const field = (name: string) => (form.get(`customer[${name}]`) ?? "").trim();
  const values = { first_name: field("first_name"), last_name: field("last_name"), email: field("email") };
  const refuse = (errors: Record<string, string>) =>
    registerPage(visit, { type: "create_customer", errors, values });
  if (!/^[^\s@]+@[^\s@]+$/.test(values.email)) return refuse({ email: "Please enter an e-mail address." });
  const result = visit.context.commands.createCustomer({
    email: values.email,
    firstName: values.first_name,
    lastName: values.last_name,
    acceptsMarketing: form.has("customer[accepts_marketing]"),
  });
  if (!result.ok)
    return refuse(Object.fromEntries(result.errors.map((error) => [error.field, error.message])));
  visit.session.customerId = result.customer.id;
  return redirect("/account", 303);
}

async function account(visit: Visit): Promise<Answer> {
  if (!visit.customer) return toLogin(visit);
  return page(await renderPage(visit, { template: "customers/account", title: "Account" }));
}

async function order(visit: Visit, id: bigint): Promise<Answer> {
  if (!visit.customer) return toLogin(visit);
  const found = visit.context.shop.orders.get(id);
  if (!found || found.customerId !== visit.customer.id) return notFound(visit);
  const html = await renderPage(visit, {
    template: "customers/order",
    title: `Order ${found.name}`,
    objects: (reader) => ({ order: new OrderDrop(reader, found) }),
  });
  return page(html);
}

function toLogin(visit: Visit): Answer {
  const query = new URLSearchParams({ return_url: visit.url.pathname + visit.url.search });
  return redirect(`/account/login?${query.toString()}`);
}

/** The customer with an e-mail address, written in any case. */
export function customerByEmail(visit: Visit, email: string): Customer | null {
  const wanted = email.trim().toLowerCase();
  if (wanted === "") return null;
  for (const customer of visit.context.shop.customers.values()) {
    if (customer.email?.toLowerCase() === wanted) return customer;
  }
  return null;
}

/** A few customers worth being: the most faithful one, a regular, somebody from abroad, somebody new. */
function demoCustomers(visit: Visit): object[] {
  const { shop } = visit.context;
  const orders = new Map<bigint, number>();
  for (const { customerId } of shop.orders.values()) {
    if (customerId !== null) orders.set(customerId, (orders.get(customerId) ?? 0) + 1);
  }
  const count = (customer: Customer) => orders.get(customer.id) ?? 0;
  const known = [...shop.customers.values()].filter((customer) => customer.email !== null);
  const byOrders = known.toSorted((a, b) => count(b) - count(a));
  const picks = [
    byOrders[0],
    byOrders.find((customer) => count(customer) <= 6),
    byOrders.find(
      (customer) => customer.addresses[0]?.countryCode !== shop.countryCode && count(customer) <= 10,
    ),
    byOrders.find((customer) => count(customer) <= 1),
  ];
  const unique = [...new Set(picks.filter((customer) => customer !== undefined))];
  return unique.map((customer) => ({
    email: customer.email,
    name: `${customer.firstName} ${customer.lastName}`.trim(),
    orders_count: count(customer),
    country: customer.addresses[0]?.country ?? "",
  }));
}
