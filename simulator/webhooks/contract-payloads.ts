/** Webhook payloads about subscription contracts. They show neither lines nor the next charge: the Admin API does. */
import { gid } from "#simulator/ids.ts";
import type { ShopState, SubscriptionContract } from "#simulator/state/model.ts";

/** `subscription_contracts/*`. */
export function contractPayload(shop: ShopState, contract: SubscriptionContract) {
  const policy = { interval: contract.interval.toLowerCase(), interval_count: contract.intervalCount };
  const { originOrderId } = contract;
  return {
    admin_graphql_api_id: gid("SubscriptionContract", contract.id),
    id: contract.id,
    billing_policy: { ...policy, min_cycles: null, max_cycles: null },
    currency_code: shop.currency,
    customer_id: contract.customerId,
    admin_graphql_api_customer_id: gid("Customer", contract.customerId),
    delivery_policy: policy,
    status: contract.status.toLowerCase(),
    admin_graphql_api_origin_order_id: originOrderId === null ? null : gid("Order", originOrderId),
    origin_order_id: originOrderId,
    revision_id: contract.revisionId.toString(),
  };
}

/** `subscription_billing_attempts/success`, `…/failure`. */
export function billingAttemptPayload(attempt: {
  id: bigint;
  contractId: bigint;
  orderId: bigint | null;
  errorCode: string | null;
}) {
  const { id, contractId, orderId, errorCode } = attempt;
  return {
    id,
    admin_graphql_api_id: gid("SubscriptionBillingAttempt", id),
    idempotency_key: `attempt-${id}`,
    order_id: orderId,
    admin_graphql_api_order_id: orderId === null ? null : gid("Order", orderId),
    subscription_contract_id: contractId,
    admin_graphql_api_subscription_contract_id: gid("SubscriptionContract", contractId),
    ready: true,
    error_message: errorCode,
    error_code: errorCode,
  };
}
