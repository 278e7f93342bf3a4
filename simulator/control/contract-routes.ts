/** The control API of subscription contracts: what at Shopify the subscription app does. */
import { json } from "#simulator/http.ts";
import type { ContractInput } from "#simulator/state/commands.ts";
import { amount, optionalText, result, wholeNumber } from "./read-values.ts";
import type { Body, Route } from "./route.ts";

const STATUSES = ["ACTIVE", "PAUSED", "CANCELLED", "EXPIRED", "FAILED"] as const;
const INTERVALS = ["DAY", "WEEK", "MONTH", "YEAR"] as const;

function oneOf<T extends string>(values: readonly T[], given: unknown, name: string): T | undefined {
  if (given === undefined) return undefined;
  const value = values.find((each) => each === String(given).toUpperCase());
  if (!value) throw new TypeError(`${name} must be one of ${values.join(", ").toLowerCase()}.`);
  return value;
}

function instant(given: unknown): Date | undefined {
  if (given === undefined || given === null) return undefined;
  const at = new Date(String(given));
  if (Number.isNaN(at.getTime())) throw new TypeError(`"${String(given)}" is not a time.`);
  return at;
}

function linesOf(given: unknown): ContractInput["lines"] {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new TypeError("lines must be a list.");
  return given.map((line: Body) => {
    const price = amount(line["price"]);
    return {
      variantId: wholeNumber(line["variantId"]),
      quantity: Number(line["quantity"] ?? 1),
      ...(price !== undefined && { price }),
    };
  });
}

/** `{status?, interval?, intervalCount?, nextBillingAt?, originOrderId?, lines?: [{variantId, quantity?, price?}]}` */
function contractInput(body: Body): ContractInput {
  const given = {
    status: oneOf(STATUSES, body["status"], "status"),
    interval: oneOf(INTERVALS, body["interval"], "interval"),
    intervalCount: body["intervalCount"] === undefined ? undefined : Number(body["intervalCount"]),
    nextBillingAt: instant(body["nextBillingAt"]),
    originOrderId: body["originOrderId"] === undefined ? undefined : wholeNumber(body["originOrderId"]),
    lines: linesOf(body["lines"]),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as ContractInput;
}

export const contractRoutes: Route[] = [
  ["GET", /^contracts$/, ({ runtime }) => json({ contracts: runtime.shop.subscriptionContracts })],
  [
    "POST",
    /^contracts$/,
    ({ runtime, body }) =>
      result(
        runtime.commands.startContract({
          ...contractInput(body),
          customerId: wholeNumber(body["customerId"]),
        }),
      ),
  ],
  [
    "POST",
    /^contracts\/(\d+)$/,
    ({ runtime, body, parts }) =>
      result(runtime.commands.changeContract(wholeNumber(parts[0]), contractInput(body))),
  ],
  [
    "POST",
    /^contracts\/(\d+)\/bill$/,
    ({ runtime, body, parts }) =>
      result(
        runtime.commands.billContract(wholeNumber(parts[0]), {
          orderId: body["orderId"] === undefined ? null : wholeNumber(body["orderId"]),
          errorCode: optionalText(body["errorCode"]) ?? null,
        }),
      ),
  ],
];
