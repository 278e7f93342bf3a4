/**
 * Protected customer data (https://shopify.dev/docs/apps/launch/protected-customer-data): level 1 is access to anything
 * about one customer at all, level 2 the names, e-mail addresses, phone numbers and addresses, each asked for by itself.
 * In the Admin API what an app may not see is null with an error entry; in webhooks it is null.
 */
import { getNamedType, GraphQLError, type GraphQLResolveInfo, isObjectType } from "graphql";
import type { ApiContext } from "./context.ts";

/** What Shopify has approved an app for. */
export interface ProtectedDataAccess {
  level1: boolean;
  name: boolean;
  email: boolean;
  phone: boolean;
  address: boolean;
}

/** Level 2: fields that Shopify approves one by one. */
type ProtectedKind = "name" | "email" | "phone" | "address";

export const FULL_ACCESS: ProtectedDataAccess = {
  level1: true,
  name: true,
  email: true,
  phone: true,
  address: true,
};

const PAGE = "https://shopify.dev/docs/apps/launch/protected-customer-data";

/** What `webhookSubscriptionCreate` answers for a protected topic without level 1. */
export const PROTECTED_TOPIC_MESSAGE = `This app is not approved to subscribe to webhook topics containing protected customer data. See ${PAGE} for more details.`;

/** Types that tell about one customer. */
const LEVEL_1_TYPES = new Set([
  "AbandonedCheckout",
  "Abandonment",
  "CalculatedOrder",
  "Customer",
  "CustomerPaymentMethod",
  "CustomerSegmentMember",
  "DraftOrder",
  "Fulfillment",
  "FulfillmentOrder",
  "GiftCard",
  "MailingAddress",
  "Order",
  "OrderTransaction",
  "Refund",
  "Return",
  "StoreCreditAccount",
  "SubscriptionContract",
]);

const NAMES = { firstName: "name", lastName: "name", displayName: "name" } as const;

const LEVEL_2_FIELDS: Record<string, Record<string, ProtectedKind>> = {
  Customer: { ...NAMES, email: "email", phone: "phone" },
  CustomerEmailAddress: { emailAddress: "email" },
  CustomerPhoneNumber: { phoneNumber: "phone" },
  CustomerSegmentMember: NAMES,
  DraftOrder: { email: "email", phone: "phone" },
  MailingAddress: {
    firstName: "name",
    lastName: "name",
    name: "name",
    phone: "phone",
    address1: "address",
    address2: "address",
    formatted: "address",
    latitude: "address",
    longitude: "address",
    zip: "address",
  },
  Order: { email: "email", phone: "phone" },
};

const refused = (what: string): GraphQLError =>
  new GraphQLError(`This app is not approved to ${what}. See ${PAGE} for more details.`, {
    extensions: { code: "ACCESS_DENIED", documentation: PAGE },
  });

/** The type a field gives, or connects. */
function subject(info: GraphQLResolveInfo): string {
  const type = getNamedType(info.returnType);
  const nodes = isObjectType(type) && type.name.endsWith("Connection") ? type.getFields()["nodes"] : null;
  return nodes ? getNamedType(nodes.type).name : type.name;
}

/** The app's access; an app that says nothing has all of it, as apps of one's own have. */
export const protectedAccess = (context: Pick<ApiContext, "app">): ProtectedDataAccess =>
  context.app.protectedCustomerData ?? FULL_ACCESS;

/** Throws what Shopify answers when a field gives data that the app is not approved for. */
export function checkProtectedField(access: ProtectedDataAccess, info: GraphQLResolveInfo): void {
  if (access === FULL_ACCESS) return;
  if (!access.level1) checkProtectedType(access, subject(info));
  const kind = LEVEL_2_FIELDS[info.parentType.name]?.[info.fieldName];
  if (kind && !(access.level1 && access[kind])) throw refused(`use the ${info.fieldName} field`);
}

/** The same for a value of which only its `__typename` says what it is. */
export function checkProtectedType(access: ProtectedDataAccess, typeName: string): void {
  if (!access.level1 && LEVEL_1_TYPES.has(typeName)) throw refused(`access the ${typeName} object`);
}

const PROTECTED_TOPIC =
  /^(?:carts|checkouts|customers?|customer_[a-z_]+|customers_[a-z_]+|draft_orders|fulfillments?|fulfillment_[a-z_]+|gift_cards|order_transactions|orders|refunds|returns|subscription_contracts|tender_transactions)[/.]/;

/** Whether the payloads of a topic (`orders/create`) tell about one customer. */
export const isProtectedTopic = (topic: string): boolean => PROTECTED_TOPIC.test(topic);

/** Keys of payloads that hold protected data. */
const PAYLOAD_KEYS: Record<string, ProtectedKind> = {
  first_name: "name",
  last_name: "name",
  email: "email",
  contact_email: "email",
  phone: "phone",
  sms_marketing_phone: "phone",
  address1: "address",
  address2: "address",
  latitude: "address",
  longitude: "address",
  zip: "address",
};

/** Objects that are about the customer as a whole; only in them `name` is a person's. */
const ADDRESS_KEYS = new Set([
  "billing_address",
  "shipping_address",
  "default_address",
  "addresses",
  "destination",
]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function redact(value: unknown, access: ProtectedDataAccess, isAddress: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => redact(each, access, isAddress));
  if (!isRecord(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const kind = isAddress && key === "name" ? "name" : PAYLOAD_KEYS[key];
    kept[key] = kind && !access[kind] ? null : redact(inner, access, ADDRESS_KEYS.has(key));
  }
  return kept;
}

/**
 * The payload of a webhook about a customer, order or checkout, with null for what the app is not approved for. The
 * payload itself stays as it is.
 */
export function redactProtectedFields<T extends object>(payload: T, access: ProtectedDataAccess): T {
  if (access.name && access.email && access.phone && access.address) return payload;
  return redact(payload, access, false) as T;
}
