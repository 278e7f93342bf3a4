/** What the app charges besides its subscription: usage up to a cap the merchant agreed to, and one-time purchases. */
import type { CommandResult } from "#simulator/state/commands.ts";
import type { CommandEnvironment } from "#simulator/state/environment.ts";
import type {
  AppPurchase,
  AppSubscription,
  Hundredths,
  SubscriptionLineItem,
  UsagePricing,
  UsageRecord,
} from "#simulator/state/model.ts";
import {
  appPurchasePayload,
  appSubscriptionPayload,
  approachingCapPayload,
} from "#simulator/webhooks/app-payloads.ts";
import { balanceUsed, crossesWarning } from "./periods.ts";
import { failure, settleBilling, watchBilling } from "./subscriptions.ts";

/** A one-time charge has at least this. */
const MIN_PURCHASE: Hundredths = 50n;
const MAX_KEY_LENGTH = 255;

interface UsageItem {
  subscription: AppSubscription;
  lineItem: SubscriptionLineItem & { pricing: UsagePricing };
}

/** A line item by its subscription and place; null when there is none with usage pricing. */
export function usageItem(
  environment: CommandEnvironment,
  subscriptionId: bigint,
  index: number,
): UsageItem | null {
  const subscription = environment.shop.appSubscriptions.get(subscriptionId);
  const lineItem = subscription?.lineItems[index];
  if (!subscription || lineItem?.pricing.kind !== "usage") return null;
  return { subscription, lineItem: lineItem as UsageItem["lineItem"] };
}

export interface UsageInput {
  description: string;
  price: Hundredths;
  currency: string;
  idempotencyKey: string | null;
}

/** Charges usage. The same idempotency key gives the same record and charges once. */
export function createUsageRecord(
  environment: CommandEnvironment,
  item: UsageItem | null,
  input: UsageInput,
): CommandResult<{ record: UsageRecord }> {
  settleBilling(environment);
  const { shop, clock, allocate, emit } = environment;
  if (!item) return failure("subscriptionLineItemId", "Couldn't find a usage line item with the given id");
  const { subscription, lineItem } = item;
  const { pricing } = lineItem;
  if (subscription.status !== "ACTIVE") {
    return failure("subscriptionLineItemId", "Subscription must be active to create usage records");
  }
  const { idempotencyKey } = input;
  if (idempotencyKey !== null && idempotencyKey.length > MAX_KEY_LENGTH) {
    return failure("idempotencyKey", `Idempotency key is too long (maximum is ${MAX_KEY_LENGTH} characters)`);
  }
  const known =
    idempotencyKey !== null && lineItem.usageRecords.find((each) => each.idempotencyKey === idempotencyKey);
  if (known) return { ok: true, record: known };
  if (!input.description.trim()) return failure("description", "Description can't be blank");
  if (input.price <= 0n) return failure("price", "Price must be greater than 0");
  if (input.currency !== pricing.currency) {
    return failure("price", `Currency must be ${pricing.currency}`);
  }
  const before = balanceUsed(subscription, lineItem, clock());
  const after = before + input.price;
  if (after > pricing.cappedAmount) return failure("base", "Total price exceeds balance remaining");
  const record: UsageRecord = {
    id: allocate(),
    description: input.description,
    price: input.price,
    idempotencyKey,
    createdAt: clock(),
  };
  lineItem.usageRecords.push(record);
  if (crossesWarning(before, after, pricing.cappedAmount)) {
    const payload = approachingCapPayload(shop, subscription, after);
    emit([{ topic: "app_subscriptions/approaching_capped_amount", payload }]);
  }
  return { ok: true, record };
}

/** Proposes another cap, which holds once the merchant agrees. */
export function proposeCap(
  environment: CommandEnvironment,
  item: UsageItem | null,
  cap: { amount: Hundredths; currency: string },
): CommandResult<{ subscription: AppSubscription }> {
  settleBilling(environment);
  if (!item) return failure("id", "Couldn't find a usage line item with the given id");
  const { subscription, lineItem } = item;
  if (subscription.status !== "ACTIVE") return failure("id", "Subscription must be active");
  if (cap.currency !== lineItem.pricing.currency) {
    return failure("cappedAmount", `Currency must be ${lineItem.pricing.currency}`);
  }
  if (cap.amount <= lineItem.pricing.cappedAmount) {
    return failure("cappedAmount", "Capped amount must be greater than the current capped amount");
  }
  lineItem.pricing.proposedCap = cap.amount;
  return { ok: true, subscription };
}

/** The merchant answers a proposed cap. */
export function answerCap(
  environment: CommandEnvironment,
  item: UsageItem | null,
  isAgreed: boolean,
): CommandResult<{ subscription: AppSubscription }> {
  const pricing = item?.lineItem.pricing;
  if (!item || !pricing || pricing.proposedCap === null) return failure("id", "No capped amount is proposed");
  const { subscription } = item;
  const { shop, emit, clock } = environment;
  if (isAgreed) {
    pricing.cappedAmount = pricing.proposedCap;
    subscription.updatedAt = clock();
  }
  pricing.proposedCap = null;
  if (isAgreed) {
    emit([{ topic: "app_subscriptions/update", payload: appSubscriptionPayload(shop, subscription) }]);
  }
  return { ok: true, subscription };
}

export type PurchaseInput = Pick<AppPurchase, "name" | "price" | "currency" | "returnUrl" | "test">;

export function createPurchase(
  environment: CommandEnvironment,
  input: PurchaseInput,
): CommandResult<{ purchase: AppPurchase }> {
  if (!input.name.trim()) return failure("name", "Name can't be blank");
  if (input.price < MIN_PURCHASE) return failure("price", "Price must be greater than or equal to 0.5");
  if (!/^https?:\/\//.test(input.returnUrl)) return failure("returnUrl", "Return url is invalid");
  const now = environment.clock();
  const purchase: AppPurchase = {
    ...input,
    id: environment.allocate(),
    status: "PENDING",
    createdAt: now,
    updatedAt: now,
  };
  environment.shop.appPurchases.set(purchase.id, purchase);
  watchBilling(environment);
  return { ok: true, purchase };
}

/** The merchant answers a one-time charge. */
export function answerPurchase(
  environment: CommandEnvironment,
  id: bigint,
  isAgreed: boolean,
): CommandResult<{ purchase: AppPurchase }> {
  settleBilling(environment);
  const { shop, emit, clock } = environment;
  const purchase = shop.appPurchases.get(id);
  if (purchase?.status !== "PENDING") return failure("id", "The charge is not pending");
  purchase.status = isAgreed ? "ACTIVE" : "DECLINED";
  purchase.updatedAt = clock();
  emit([{ topic: "app_purchases_one_time/update", payload: appPurchasePayload(shop, purchase) }]);
  return { ok: true, purchase };
}
