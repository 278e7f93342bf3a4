/** The app's recurring charges: proposed, agreed to, replaced, cancelled; and what the passing of time does to them. */
import type { CommandError, CommandResult } from "#simulator/state/commands.ts";
import type { Change, CommandEnvironment } from "#simulator/state/environment.ts";
import type { AppSubscription, RecurringPricing, UsagePricing } from "#simulator/state/model.ts";
import { newAppSubscription } from "#simulator/state/model/apps.ts";
import { appPurchasePayload, appSubscriptionPayload } from "#simulator/webhooks/app-payloads.ts";
import { APPROVAL_MS, currentPeriodEnd, isDeferred, trialEnd } from "./periods.ts";

export type SubscriptionResult = CommandResult<{ subscription: AppSubscription }>;

const MAX_TRIAL_DAYS = 1000;

export const failure = (field: string, message: string): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message }],
});

export interface SubscriptionInput {
  name: string;
  returnUrl: string;
  test: boolean;
  trialDays: number;
  replacementBehavior: AppSubscription["replacementBehavior"];
  pricings: (RecurringPricing | UsagePricing)[];
}

function discountErrors({ price, discount }: RecurringPricing): CommandError[] {
  if (!discount) return [];
  const errors: CommandError[] = [];
  const { value, intervals } = discount;
  if (intervals !== null && intervals < 1) {
    errors.push({
      field: "lineItems",
      message: "Discount duration limit in intervals must be greater than 0",
    });
  }
  if (
    "percentage" in value
      ? value.percentage <= 0 || value.percentage > 1
      : value.amount <= 0n || value.amount > price
  ) {
    errors.push({ field: "lineItems", message: "Discount value is invalid" });
  }
  return errors;
}

function pricingErrors(pricings: SubscriptionInput["pricings"]): CommandError[] {
  const wrong = (message: string): CommandError => ({ field: "lineItems", message });
  const kinds = pricings.map((each) => each.kind);
  if (kinds.length === 0) return [wrong("At least one line item is required")];
  if (new Set(kinds).size < kinds.length) return [wrong(`Only one ${kinds[0]} line item is allowed`)];
  if (new Set(pricings.map((each) => each.currency)).size > 1) {
    return [wrong("All line items must have the same currency")];
  }
  if (
    kinds.includes("usage") &&
    pricings.some((each) => each.kind === "recurring" && each.interval === "ANNUAL")
  ) {
    return [wrong("Usage pricing can only be combined with the EVERY_30_DAYS interval")];
  }
  return pricings.flatMap((pricing) => {
    if (pricing.kind === "recurring") {
      return [
        ...(pricing.price > 0n ? [] : [wrong("Price must be greater than 0")]),
        ...discountErrors(pricing),
      ];
    }
    return [
      ...(pricing.cappedAmount > 0n ? [] : [wrong("Capped amount must be greater than 0")]),
      ...(pricing.terms.trim() ? [] : [wrong("Terms can't be blank")]),
    ];
  });
}

function inputErrors(input: SubscriptionInput): CommandError[] {
  const errors: CommandError[] = [];
  if (!input.name.trim()) errors.push({ field: "name", message: "Name can't be blank" });
  if (!/^https?:\/\//.test(input.returnUrl)) {
    errors.push({ field: "returnUrl", message: "Return url is invalid" });
  }
  if (input.trialDays < 0 || input.trialDays > MAX_TRIAL_DAYS) {
    errors.push({ field: "trialDays", message: `Trial days must be between 0 and ${MAX_TRIAL_DAYS}` });
  }
  return [...errors, ...pricingErrors(input.pricings)];
}

const updated = (environment: CommandEnvironment, subscription: AppSubscription): Change => ({
  topic: "app_subscriptions/update",
  payload: appSubscriptionPayload(environment.shop, subscription),
});

function setStatus(
  environment: CommandEnvironment,
  subscription: AppSubscription,
  status: AppSubscription["status"],
): Change {
  subscription.status = status;
  subscription.updatedAt = environment.clock();
  return updated(environment, subscription);
}

/** The one subscription that is charged now. */
export function activeSubscription(environment: CommandEnvironment): AppSubscription | null {
  for (const subscription of environment.shop.appSubscriptions.values()) {
    if (subscription.status === "ACTIVE") return subscription;
  }
  return null;
}

/** The next moment at which the passing of time changes something; null when there is none. */
function nextDue(environment: CommandEnvironment): Date | null {
  const { shop } = environment;
  const lapses = (createdAt: Date): number => createdAt.getTime() + APPROVAL_MS;
  const times = [
    ...[...shop.appSubscriptions.values()]
      .filter((each) => each.status === "PENDING")
      .map((each) => each.startsAt?.getTime() ?? lapses(each.createdAt)),
    ...[...shop.appPurchases.values()]
      .filter((each) => each.status === "PENDING")
      .map((each) => lapses(each.createdAt)),
  ];
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

function begin(environment: CommandEnvironment, next: AppSubscription, at: Date): Change[] {
  const current = activeSubscription(environment);
  const changes = current ? [setStatus(environment, current, "CANCELLED")] : [];
  next.activatedAt = at;
  next.startsAt = null;
  return [...changes, setStatus(environment, next, "ACTIVE")];
}

/** Lets what is due happen: charges nobody answered lapse, deferred ones begin. Cheap when nothing is due. */
export function settleBilling(environment: CommandEnvironment): void {
  const { shop, clock, emit } = environment;
  const now = clock();
  const hasLapsed = (createdAt: Date): boolean => createdAt.getTime() + APPROVAL_MS <= now.getTime();
  for (const subscription of shop.appSubscriptions.values()) {
    if (subscription.status !== "PENDING") continue;
    const { startsAt } = subscription;
    if (startsAt && startsAt <= now) emit(begin(environment, subscription, startsAt));
    else if (!startsAt && hasLapsed(subscription.createdAt)) {
      emit([setStatus(environment, subscription, "EXPIRED")]);
    }
  }
  for (const purchase of shop.appPurchases.values()) {
    if (purchase.status !== "PENDING" || !hasLapsed(purchase.createdAt)) continue;
    purchase.status = "EXPIRED";
    purchase.updatedAt = now;
    emit([{ topic: "app_purchases_one_time/update", payload: appPurchasePayload(shop, purchase) }]);
  }
}

/** Settles at the next time it matters, where the clock can ring. */
export function watchBilling(environment: CommandEnvironment): void {
  const due = nextDue(environment);
  if (due) environment.at?.(due, () => settleBilling(environment));
}

/** Proposes a recurring charge; the merchant has two days to agree. */
export function createSubscription(
  environment: CommandEnvironment,
  input: SubscriptionInput,
): SubscriptionResult {
  const errors = inputErrors(input);
  if (errors.length > 0) return { ok: false, errors };
  const { pricings, ...given } = input;
  const subscription = newAppSubscription({
    ...given,
    id: environment.allocate(),
    lineItems: pricings.map((pricing, index) => ({ index, pricing, usageRecords: [] })),
    createdAt: environment.clock(),
  });
  environment.shop.appSubscriptions.set(subscription.id, subscription);
  watchBilling(environment);
  return { ok: true, subscription };
}

/** The merchant agrees: it becomes active and replaces the current one, or waits for its billing period to end. */
export function approveSubscription(environment: CommandEnvironment, id: bigint): SubscriptionResult {
  settleBilling(environment);
  const subscription = environment.shop.appSubscriptions.get(id);
  if (!subscription) return failure("id", "The charge does not exist");
  if (subscription.status !== "PENDING" || subscription.startsAt) {
    return failure("id", `The charge is ${subscription.status.toLowerCase()}`);
  }
  const now = environment.clock();
  const current = activeSubscription(environment);
  if (current && isDeferred(current, subscription)) {
    subscription.startsAt = currentPeriodEnd(current, now);
    watchBilling(environment);
  } else environment.emit(begin(environment, subscription, now));
  return { ok: true, subscription };
}

export function declineSubscription(environment: CommandEnvironment, id: bigint): SubscriptionResult {
  settleBilling(environment);
  const subscription = environment.shop.appSubscriptions.get(id);
  if (subscription?.status !== "PENDING") return failure("id", "The charge is not pending");
  environment.emit([setStatus(environment, subscription, "DECLINED")]);
  return { ok: true, subscription };
}

export function cancelSubscription(environment: CommandEnvironment, id: bigint | null): SubscriptionResult {
  settleBilling(environment);
  const subscription = environment.shop.appSubscriptions.get(id ?? -1n);
  if (!subscription) return failure("id", "Couldn't find RecurringApplicationCharge");
  if (subscription.status !== "ACTIVE" && subscription.status !== "PENDING") {
    return failure("id", `Cannot cancel a subscription that is ${subscription.status.toLowerCase()}`);
  }
  environment.emit([setStatus(environment, subscription, "CANCELLED")]);
  return { ok: true, subscription };
}

/** With the app its charges go. */
export function cancelAllSubscriptions(environment: CommandEnvironment): void {
  const changes = [...environment.shop.appSubscriptions.values()]
    .filter((each) => each.status === "ACTIVE" || each.status === "PENDING" || each.status === "FROZEN")
    .map((each) => setStatus(environment, each, "CANCELLED"));
  if (changes.length > 0) environment.emit(changes);
}

export type TrialResult =
  | { ok: true; subscription: AppSubscription }
  | { ok: false; field: string; message: string; code: string | null };

export function extendTrial(environment: CommandEnvironment, id: bigint | null, days: number): TrialResult {
  settleBilling(environment);
  const refuse = (field: string, message: string, code: string | null): TrialResult => ({
    ok: false,
    field,
    message,
    code,
  });
  const subscription = environment.shop.appSubscriptions.get(id ?? -1n);
  if (!subscription) {
    return refuse("id", "The app subscription wasn't found.", "SUBSCRIPTION_NOT_FOUND");
  }
  if (days < 1 || days > MAX_TRIAL_DAYS) {
    return refuse("days", `Days must be between 1 and ${MAX_TRIAL_DAYS}`, null);
  }
  if (subscription.status !== "ACTIVE") {
    return refuse("id", "The app subscription isn't active.", "SUBSCRIPTION_NOT_ACTIVE");
  }
  const end = trialEnd(subscription);
  if (!end || end <= environment.clock()) return refuse("id", "The trial isn't active.", "TRIAL_NOT_ACTIVE");
  subscription.trialDays += days;
  subscription.updatedAt = environment.clock();
  return { ok: true, subscription };
}
