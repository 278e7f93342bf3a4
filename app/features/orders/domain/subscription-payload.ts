import { z } from "zod";
import type { Fact } from "#app/shared/fact.ts";
import { id, orNull, readPayload } from "#app/shared/payload.ts";
import { FILED_UNDATED, type SubscriptionState } from "./subscription-state.ts";

const ContractPayload = z.object({
  id,
  status: z.string(),
  currency_code: orNull(z.string()),
  customer_id: orNull(id),
  origin_order_id: orNull(id),
  revision_id: orNull(z.union([z.string(), id.transform(String)])),
  billing_policy: orNull(
    z.object({ interval: orNull(z.string()), interval_count: orNull(z.number().int()) }),
  ),
});

/**
 * Reads subscription_contracts/*. They tell no time, no lines and no next charge: `observedAt` is the delivery's.
 *
 * @throws InvalidInput that names the field
 */
export function subscriptionFromWebhook(payload: unknown, observedAt: Date): SubscriptionState {
  const contract = readPayload(ContractPayload, payload, "The subscription contract");
  return {
    id: contract.id,
    revisionId: contract.revision_id,
    customerId: contract.customer_id,
    status: contract.status.toLowerCase(),
    currency: contract.currency_code,
    interval: contract.billing_policy?.interval?.toLowerCase() ?? null,
    intervalCount: contract.billing_policy?.interval_count ?? null,
    originOrderId: contract.origin_order_id,
    createdAt: null,
    observedAt,
    details: null,
  };
}

/** A try to charge for a subscription. */
export interface BillingAttempt {
  key: string;
  contractId: bigint;
  orderId: bigint | null;
  isPaid: boolean;
  errorCode: string | null;
  observedAt: Date;
}

const AttemptPayload = z.object({
  id: orNull(id),
  idempotency_key: orNull(z.string()),
  order_id: orNull(id),
  subscription_contract_id: orNull(id),
  error_code: orNull(z.string()),
});

/**
 * Reads subscription_billing_attempts/*. Null: it names no contract, as in Shopify's example, which is empty.
 *
 * @throws InvalidInput that names the field
 */
export function billingAttemptFromWebhook(
  payload: unknown,
  outcome: { isPaid: boolean; observedAt: Date },
): BillingAttempt | null {
  const attempt = readPayload(AttemptPayload, payload, "The billing attempt");
  const key = attempt.id?.toString() ?? attempt.idempotency_key;
  if (attempt.subscription_contract_id === null || key === null) return null;
  return {
    ...outcome,
    key,
    contractId: attempt.subscription_contract_id,
    orderId: attempt.order_id,
    errorCode: attempt.error_code,
  };
}

/** The fact of a charge, paid or refused. It follows its contract, whoever the order that it paid for is given to. */
export function factFromBilling(attempt: BillingAttempt): Fact {
  return {
    kind: "subscription.billed",
    key: `${attempt.contractId}:${attempt.key}`,
    happenedAt: attempt.observedAt,
    filedAt: FILED_UNDATED,
    customerId: null,
    orderId: null,
    data: {
      isPaid: attempt.isPaid,
      errorCode: attempt.errorCode,
      orderId: attempt.orderId?.toString() ?? null,
    },
    sourceUpdatedAt: attempt.observedAt,
  };
}
