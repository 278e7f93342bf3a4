/** The control API of customers. */
import { json, type Reply } from "#simulator/http.ts";
import type { CustomerInput, CustomerResult } from "#simulator/state/customers-commands.ts";
import { customerByEmail, orderCountOf } from "#simulator/state/indexes.ts";
import { neededAmount, optionalText, result, wholeNumber } from "./read-values.ts";
import type { Call, Route } from "./route.ts";

function listCustomers({ runtime, url }: Call): Reply {
  const { shop } = runtime;
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const email = url.searchParams.get("email");
  const onlyBuyers = url.searchParams.get("withOrders") === "true";
  const named = email ? [customerByEmail(shop, email)].filter((each) => each !== null) : null;
  const customers = (named ?? [...shop.customers.values()]).filter(
    ({ id }) => !onlyBuyers || orderCountOf(shop, id) > 0,
  );
  return json({
    total: customers.length,
    customers: customers
      .slice(0, limit)
      .map((customer) => ({ ...customer, ordersCount: orderCountOf(shop, customer.id) })),
  });
}

/** `{amount, currency}`; a negative amount takes credit away. */
function moveCredit({ runtime, body, parts }: Call): Reply {
  const { commands, shop } = runtime;
  const given = neededAmount(body["amount"], "amount");
  const owner = { customerId: wholeNumber(parts[0]) };
  const currency = optionalText(body["currency"]) ?? shop.currency;
  return given < 0n
    ? result(commands.takeStoreCredit({ owner, amount: -given, currency }))
    : result(commands.addStoreCredit({ owner, amount: given, currency }));
}

const forOne =
  (act: (call: Call, id: bigint) => CustomerResult) =>
  (call: Call): Reply =>
    result(act(call, wholeNumber(call.parts[0])));

export const customerRoutes: Route[] = [
  ["GET", /^customers$/, listCustomers],
  [
    "POST",
    /^customers$/,
    ({ runtime, body }) => result(runtime.commands.createCustomer(body as CustomerInput)),
  ],
  [
    "POST",
    /^customers\/(\d+)$/,
    forOne(({ runtime, body }, id) => runtime.commands.updateCustomer(id, body as CustomerInput)),
  ],
  ["POST", /^customers\/(\d+)\/redact$/, forOne(({ runtime }, id) => runtime.commands.redactCustomer(id))],
  [
    "POST",
    /^customers\/(\d+)\/data-request$/,
    forOne(({ runtime }, id) => runtime.commands.requestCustomerData(id)),
  ],
  ["POST", /^customers\/(\d+)\/delete$/, forOne(({ runtime }, id) => runtime.commands.deleteCustomer(id))],
  [
    "POST",
    /^customers\/(\d+)\/merge$/,
    ({ runtime, body, parts }) =>
      result(runtime.commands.mergeCustomers(wholeNumber(parts[0]), wholeNumber(body["with"]))),
  ],
  ["POST", /^customers\/(\d+)\/store-credit$/, moveCredit],
];
