/** Abandoned checkouts in the Admin API. */
import type { Checkout } from "#simulator/state/model.ts";
import { connection, count, type SortValue } from "../connection.ts";
import { type ApiContext, type ApiPart, type Arguments, type TypeModel, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import {
  abandonedCheckoutLineModel,
  abandonedCheckoutModel,
  abandonmentModel,
  isAbandoned,
} from "../objects/abandoned-checkout.ts";
import { byId, search } from "../root-fields.ts";
import type { SearchFields } from "../search.ts";

const checkoutSearch: SearchFields<Checkout> = {
  name: "abandonedCheckouts",
  fields: {
    id: (checkout) => checkout.id,
    created_at: (checkout) => checkout.createdAt,
    updated_at: (checkout) => checkout.updatedAt,
    email_state: (checkout) =>
      checkout.activities.some((activity) => activity.status === "SENT") ? "sent" : "not_sent",
    recovery_state: (checkout) => (checkout.completedAt === null ? "not_recovered" : "recovered"),
    status: (checkout) => (checkout.completedAt === null ? "open" : "closed"),
  },
  text: (checkout) => [checkout.email ?? ""],
};

function* abandonedOnes(context: ApiContext): Iterable<Checkout> {
  for (const checkout of context.shop.checkouts.values()) if (isAbandoned(checkout)) yield checkout;
}

const found = (context: ApiContext, args: Arguments): Checkout[] =>
  search(abandonedOnes(context), args, checkoutSearch);

function sortValue(context: ApiContext, key: unknown): ((checkout: Checkout) => SortValue) | undefined {
  switch (key) {
    case "CREATED_AT":
      return (checkout) => checkout.createdAt.getTime();
    case "TOTAL_PRICE":
      return (checkout) => checkout.total;
    case "CUSTOMER_NAME":
      return (checkout) => {
        const customer = context.shop.customers.get(checkout.customerId ?? -1n);
        return customer ? `${customer.lastName} ${customer.firstName}`.toLowerCase() : "";
      };
    default:
      return undefined;
  }
}

/** Every abandoned checkout whose customer is known has an abandonment. */
function byAbandonmentId({ shop }: ApiContext, id: bigint | null): Checkout | null {
  for (const checkout of shop.checkouts.values()) {
    if (checkout.abandonmentId === id) return isAbandonment(checkout) ? checkout : null;
  }
  return null;
}

const isAbandonment = (checkout: Checkout): boolean => isAbandoned(checkout) && checkout.customerId !== null;

const queries: TypeModel = {
  abandonedCheckouts: (_root, args, context, info) =>
    connection({
      items: () => found(context, args),
      args,
      context,
      info,
      idOf: (checkout) => checkout.id,
      sortValue: sortValue(context, args["sortKey"]),
    }),
  abandonedCheckoutsCount: (_root, args, context) => count(found(context, args).length, args),
  abandonment: byId("Abandonment"),
  abandonmentByAbandonedCheckoutId: (_root, args, { shop }) => {
    const checkout = shop.checkouts.get(idOfType(args["abandonedCheckoutId"], "AbandonedCheckout") ?? -1n);
    return checkout && isAbandonment(checkout) ? checkout : null;
  },
};

function setDeliveryStatus(args: Arguments, context: ApiContext) {
  const refuse = (field: string, message: string, code: string) => ({
    abandonment: null,
    userErrors: [userError([field], message, code)],
  });
  const checkout = byAbandonmentId(context, idOfType(args["abandonmentId"], "Abandonment"));
  if (!checkout) return refuse("abandonmentId", "Abandonment not found", "ABANDONMENT_NOT_FOUND");
  const id = idOfType(args["marketingActivityId"], "MarketingActivity");
  const activity = checkout.activities.find((each) => each.id === id);
  if (!activity) {
    return refuse("marketingActivityId", "Marketing activity not found", "MARKETING_ACTIVITY_NOT_FOUND");
  }
  activity.status = args["deliveryStatus"] as typeof activity.status;
  activity.reason = (args["deliveryStatusChangeReason"] as string | null | undefined) ?? null;
  if (activity.status === "SENT") {
    const { deliveredAt } = args as { deliveredAt?: string | null };
    activity.deliveredAt = deliveredAt ? new Date(deliveredAt) : context.clock();
  }
  return { abandonment: checkout, userErrors: [] };
}

export const checkoutPart: ApiPart = {
  queries,
  mutations: {
    abandonmentUpdateActivitiesDeliveryStatuses: (_root, args, context) => setDeliveryStatus(args, context),
  },
  types: {
    AbandonedCheckout: abandonedCheckoutModel,
    AbandonedCheckoutLineItem: abandonedCheckoutLineModel,
    Abandonment: abandonmentModel,
  },
  nodes: {
    AbandonedCheckout: ({ shop }, id) => {
      const checkout = shop.checkouts.get(id);
      return checkout && isAbandoned(checkout) ? checkout : null;
    },
    Abandonment: byAbandonmentId,
  },
};
