/** Subscription contracts are made, changed and charged for. Apps do so at Shopify; here the control API does. */
import { billingAttemptPayload, contractPayload } from "#simulator/webhooks/contract-payloads.ts";
import type { CommandResult, ContractCommands, ContractInput } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { findVariant } from "./indexes.ts";
import type { SubscriptionContract } from "./model.ts";

type ContractResult = CommandResult<{ contract: SubscriptionContract }>;

const failure = (field: string, message: string) => ({ ok: false as const, errors: [{ field, message }] });

/** Which topic tells of a status, besides subscription_contracts/update. */
const TOPIC_OF_STATUS = {
  ACTIVE: "activate",
  PAUSED: "pause",
  CANCELLED: "cancel",
  EXPIRED: "expire",
  FAILED: "fail",
} as const;

const DAYS = { DAY: 1, WEEK: 7 } as const;
const MONTHS = { MONTH: 1, YEAR: 12 } as const;

/** One interval later; a month has the days that it has. */
function oneIntervalAfter(at: Date, { interval, intervalCount }: SubscriptionContract): Date {
  const next = new Date(at);
  if (interval === "DAY" || interval === "WEEK")
    next.setUTCDate(next.getUTCDate() + DAYS[interval] * intervalCount);
  else next.setUTCMonth(next.getUTCMonth() + MONTHS[interval] * intervalCount);
  return next;
}

/** The lines with numbers and prices of their own; a product that is not known is refused. */
function placeLines(environment: CommandEnvironment, given: NonNullable<ContractInput["lines"]>) {
  const lines = given.flatMap(({ variantId, quantity, price }) => {
    const variant = findVariant(environment.shop, variantId);
    return variant
      ? [{ id: environment.allocate(), variantId, quantity, price: price ?? variant.price }]
      : [];
  });
  return lines.length === given.length ? lines : null;
}

function startContract(
  environment: CommandEnvironment,
  input: ContractInput & { customerId: bigint },
): ContractResult {
  const { shop, clock, allocate } = environment;
  if (!shop.customers.has(input.customerId)) return failure("customerId", "Customer does not exist");
  const lines = placeLines(environment, input.lines ?? []);
  if (!lines) return failure("lines", "Variant does not exist");
  const contract: SubscriptionContract = {
    id: allocate(),
    customerId: input.customerId,
    status: input.status ?? "ACTIVE",
    interval: input.interval ?? "MONTH",
    intervalCount: input.intervalCount ?? 1,
    lines,
    originOrderId: input.originOrderId ?? null,
    nextBillingAt: input.nextBillingAt ?? null,
    revisionId: allocate(),
    createdAt: clock(),
    updatedAt: clock(),
  };
  contract.nextBillingAt ??= oneIntervalAfter(clock(), contract);
  shop.subscriptionContracts.set(contract.id, contract);
  environment.emit([{ topic: "subscription_contracts/create", payload: contractPayload(shop, contract) }]);
  return { ok: true, contract };
}

function changeContract(environment: CommandEnvironment, id: bigint, input: ContractInput): ContractResult {
  const { shop, clock, allocate } = environment;
  const contract = shop.subscriptionContracts.get(id);
  if (!contract) return failure("id", "Subscription contract does not exist");
  const lines = input.lines && placeLines(environment, input.lines);
  if (lines === null) return failure("lines", "Variant does not exist");
  const before = contract.status;
  const { interval, intervalCount, nextBillingAt, status } = input;
  const given = Object.entries({ interval, intervalCount, nextBillingAt, status, lines });
  Object.assign(contract, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  Object.assign(contract, { revisionId: allocate(), updatedAt: clock() });
  const payload = contractPayload(shop, contract);
  const topics = ["update", ...(contract.status === before ? [] : [TOPIC_OF_STATUS[contract.status]])];
  environment.emit(topics.map((name) => ({ topic: `subscription_contracts/${name}`, payload })));
  return { ok: true, contract };
}

function billContract(
  environment: CommandEnvironment,
  id: bigint,
  { orderId, errorCode }: { orderId: bigint | null; errorCode: string | null },
): ContractResult {
  const { shop, allocate } = environment;
  const contract = shop.subscriptionContracts.get(id);
  if (!contract) return failure("id", "Subscription contract does not exist");
  environment.emit([
    {
      topic: `subscription_billing_attempts/${errorCode === null ? "success" : "failure"}`,
      payload: billingAttemptPayload({ id: allocate(), contractId: id, orderId, errorCode }),
    },
  ]);
  return { ok: true, contract };
}

export function createContractCommands(environment: CommandEnvironment): ContractCommands {
  return {
    startContract: (input) => startContract(environment, input),
    changeContract: (id, input) => changeContract(environment, id, input),
    billContract: (id, outcome) => billContract(environment, id, outcome),
  };
}
