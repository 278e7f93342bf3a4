import { z } from "zod";
import { id, instant, orNull, readPayload } from "#app/shared/payload.ts";

/** A customer as Shopify showed it at `updatedAt`. */
export interface CustomerState {
  id: bigint;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  updatedAt: Date;
}

const CustomerPayload = z.object({
  id,
  email: orNull(z.string()),
  phone: orNull(z.string()),
  first_name: orNull(z.string()),
  last_name: orNull(z.string()),
  created_at: orNull(instant),
  updated_at: orNull(instant),
});

/**
 * Reads a customer from a webhook, on its own or within an order.
 *
 * @param observedAt the age of the state when the payload does not say (Shopify's updated_at may be null)
 * @throws InvalidInput
 */
export function customerStateFromWebhook(payload: unknown, observedAt: Date): CustomerState {
  const customer = readPayload(CustomerPayload, payload, "The customer");
  return {
    id: customer.id,
    email: customer.email,
    phone: customer.phone,
    firstName: customer.first_name,
    lastName: customer.last_name,
    createdAt: customer.created_at,
    updatedAt: customer.updated_at ?? customer.created_at ?? observedAt,
  };
}

const MergePayload = z.object({
  admin_graphql_api_customer_kept_id: z.string(),
  admin_graphql_api_customer_deleted_id: z.string(),
  status: orNull(z.string()),
});

/** Reads which customer was merged into which. Shopify tells of merges that failed, too. @throws InvalidInput */
export function mergeFromWebhook(payload: unknown): {
  keptGid: string;
  deletedGid: string;
  isCompleted: boolean;
} {
  const merge = readPayload(MergePayload, payload, "The merge");
  return {
    keptGid: merge.admin_graphql_api_customer_kept_id,
    deletedGid: merge.admin_graphql_api_customer_deleted_id,
    isCompleted: merge.status === null || merge.status.toLowerCase() === "completed",
  };
}

/** Reads the id of what was deleted. @throws InvalidInput */
export function deletedIdFromWebhook(payload: unknown): bigint {
  return readPayload(z.object({ id }), payload, "The deletion").id;
}
