/** `appSubscription…`, `appUsageRecordCreate`, `appPurchaseOneTimeCreate`. */
import { type ChargeKind, confirmationUrl } from "#simulator/billing/charge-page.ts";
import { createPurchase, createUsageRecord, proposeCap, usageItem } from "#simulator/billing/charges.ts";
import {
  cancelSubscription,
  createSubscription,
  extendTrial,
  type SubscriptionInput,
} from "#simulator/billing/subscriptions.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { AppSubscription, RecurringPricing, UsagePricing } from "#simulator/state/model.ts";
import type { ApiContext, Arguments, TypeModel } from "../context.ts";
import { userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { readLineItemGid } from "../objects/billing.ts";

interface MoneyInput {
  amount: string;
  currencyCode: string;
}

interface LineItemInput {
  plan: {
    appRecurringPricingDetails?: {
      price: MoneyInput;
      interval?: RecurringPricing["interval"] | null;
      discount?: {
        value?: { percentage?: number | null; amount?: string | null } | null;
        durationLimitInIntervals?: number | null;
      } | null;
    } | null;
    appUsagePricingDetails?: { cappedAmount: MoneyInput; terms: string } | null;
  };
}

const amountOf = (given: string): bigint => parseDecimal(String(given)) ?? 0n;

function readPricing({ plan }: LineItemInput): (RecurringPricing | UsagePricing)[] {
  const { appRecurringPricingDetails: recurring, appUsagePricingDetails: usage } = plan;
  const found: (RecurringPricing | UsagePricing)[] = [];
  if (recurring) {
    const { discount } = recurring;
    const value = discount?.value;
    found.push({
      kind: "recurring",
      price: amountOf(recurring.price.amount),
      currency: recurring.price.currencyCode,
      interval: recurring.interval ?? "EVERY_30_DAYS",
      discount: discount
        ? {
            value:
              value?.amount != null
                ? { amount: amountOf(value.amount) }
                : { percentage: value?.percentage ?? 0 },
            intervals: discount.durationLimitInIntervals ?? null,
          }
        : null,
    });
  }
  if (usage) {
    found.push({
      kind: "usage",
      cappedAmount: amountOf(usage.cappedAmount.amount),
      proposedCap: null,
      currency: usage.cappedAmount.currencyCode,
      terms: usage.terms,
    });
  }
  return found;
}

const readSubscription = (args: Arguments): SubscriptionInput => ({
  name: String(args["name"]),
  returnUrl: String(args["returnUrl"]),
  test: args["test"] === true,
  trialDays: typeof args["trialDays"] === "number" ? args["trialDays"] : 0,
  replacementBehavior: (args["replacementBehavior"] ?? "STANDARD") as AppSubscription["replacementBehavior"],
  pricings: (args["lineItems"] as LineItemInput[]).flatMap(readPricing),
});

/** `base` is about the whole. */
const userErrors = (errors: CommandError[]) =>
  errors.map(({ field, message }) => userError(field === "base" ? null : field.split("."), message));

const confirmation = (context: ApiContext, id: bigint, kind: ChargeKind): string =>
  confirmationUrl({ adminUrl: context.adminUrl(), domain: context.shop.domain, app: context.app }, id, kind);

const lineItem = (context: ApiContext, value: unknown) => {
  const at = readLineItemGid(value);
  return at && usageItem(context.environment, at.subscriptionId, at.index);
};

function createUsage(args: Arguments, context: ApiContext) {
  const item = lineItem(context, args["subscriptionLineItemId"]);
  const price = args["price"] as MoneyInput;
  const created = createUsageRecord(context.environment, item, {
    description: String(args["description"]),
    price: amountOf(price.amount),
    currency: price.currencyCode,
    idempotencyKey: (args["idempotencyKey"] as string | null | undefined) ?? null,
  });
  return created.ok
    ? { appUsageRecord: { placed: item, record: created.record }, userErrors: [] }
    : { appUsageRecord: null, userErrors: userErrors(created.errors) };
}

export const billingMutations: TypeModel = {
  appSubscriptionCreate: (_root, args, context) => {
    const created = createSubscription(context.environment, readSubscription(args));
    if (!created.ok) {
      return { appSubscription: null, confirmationUrl: null, userErrors: userErrors(created.errors) };
    }
    const { subscription } = created;
    return {
      appSubscription: subscription,
      confirmationUrl: confirmation(context, subscription.id, "confirm_recurring_application_charge"),
      userErrors: [],
    };
  },
  appSubscriptionCancel: (_root, args, context) => {
    const done = cancelSubscription(context.environment, idOfType(args["id"], "AppSubscription"));
    return done.ok
      ? { appSubscription: done.subscription, userErrors: [] }
      : { appSubscription: null, userErrors: userErrors(done.errors) };
  },
  appSubscriptionTrialExtend: (_root, args, context) => {
    const id = idOfType(args["id"], "AppSubscription");
    const done = extendTrial(context.environment, id, Number(args["days"]));
    return done.ok
      ? { appSubscription: done.subscription, userErrors: [] }
      : { appSubscription: null, userErrors: [userError([done.field], done.message, done.code)] };
  },
  appSubscriptionLineItemUpdate: (_root, args, context) => {
    const cap = args["cappedAmount"] as MoneyInput;
    const done = proposeCap(context.environment, lineItem(context, args["id"]), {
      amount: amountOf(cap.amount),
      currency: cap.currencyCode,
    });
    if (!done.ok) {
      return { appSubscription: null, confirmationUrl: null, userErrors: userErrors(done.errors) };
    }
    return {
      appSubscription: done.subscription,
      confirmationUrl: confirmation(context, done.subscription.id, "confirm_update_capped_amount"),
      userErrors: [],
    };
  },
  appUsageRecordCreate: (_root, args, context) => createUsage(args, context),
  appPurchaseOneTimeCreate: (_root, args, context) => {
    const price = args["price"] as MoneyInput;
    const created = createPurchase(context.environment, {
      name: String(args["name"]),
      price: amountOf(price.amount),
      currency: price.currencyCode,
      returnUrl: String(args["returnUrl"]),
      test: args["test"] === true,
    });
    if (!created.ok) {
      return { appPurchaseOneTime: null, confirmationUrl: null, userErrors: userErrors(created.errors) };
    }
    return {
      appPurchaseOneTime: created.purchase,
      confirmationUrl: confirmation(context, created.purchase.id, "confirm_application_charge"),
      userErrors: [],
    };
  },
};
