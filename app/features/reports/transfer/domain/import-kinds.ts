/** What a merchant can bring in a file, and how its columns are recognised. */
import type { CellStyle } from "./read-cells.ts";

export const IMPORT_KINDS = ["customers", "points", "tiers", "referral_codes", "consents", "orders"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A field of a row; its label is `transfer.field.<name>` in the locale file. */
export interface ImportField {
  name: string;
  isRequired: boolean;
  /** Headings of other programmes and platforms that mean it, folded by {@link foldHeading}. */
  headings: readonly string[];
}

const field = (name: string, headings: readonly string[], isRequired = false): ImportField => ({
  name,
  isRequired,
  headings,
});

/** Who a row is about: one of them is enough. */
export const PERSON_FIELDS: readonly ImportField[] = [
  field("customer_id", ["customer_id", "shopify_customer_id", "shopify_id", "id"]),
  field("email", ["email", "email_address", "customer_email", "billing_email", "e_mail", "mail"]),
  field("phone", ["phone", "phone_number", "customer_phone", "billing_phone", "mobile", "sms"]),
];

/** Names of an address field as platforms write them: alone, or of the default, billing or shipping address. */
const addressField = (name: string, ...headings: readonly string[]): ImportField =>
  field(
    name,
    ["", "default_address_", "shipping_", "shipping_address_", "billing_", "billing_address_"].flatMap(
      (prefix) => headings.map((heading) => `${prefix}${heading}`),
    ),
  );

const ADDRESS_FIELDS: readonly ImportField[] = [
  addressField("company", "company", "company_name"),
  addressField("address1", "address1", "address_1", "address_line_1", "street", "street_address", "address"),
  addressField("address2", "address2", "address_2", "address_line_2", "street_2"),
  addressField("city", "city", "town", "suburb"),
  addressField("region", "province_code", "region", "state", "province", "county"),
  addressField("postcode", "postcode", "zip", "zip_code", "postal_code"),
  addressField("country", "country_code", "country", "country_id"),
];

export const FIELDS: Readonly<Record<ImportKind, readonly ImportField[]>> = {
  customers: [
    ...PERSON_FIELDS,
    field("first_name", ["first_name", "firstname", "given_name"]),
    field("last_name", ["last_name", "lastname", "surname", "family_name"]),
    ...ADDRESS_FIELDS,
    field("language", ["language", "locale", "lang", "preferred_language", "store_language"]),
    field("tags", ["tags", "tag", "labels", "customer_tags", "customer_group", "group", "role"]),
    field("known_since", [
      "created_at",
      "customer_since",
      "registered_at",
      "date_registered",
      "registration_date",
      "date_joined",
      "date_created",
      "created_date",
      "created",
      "signup_date",
    ]),
  ],
  points: [
    ...PERSON_FIELDS,
    field(
      "points",
      [
        "points",
        "points_balance",
        "balance",
        "current_points",
        "points_approved",
        "approved_points",
        "loyalty_points",
      ],
      true,
    ),
    field("earned_at", ["earned_at", "created_at", "date_earned", "awarded_at", "date"]),
    field("expires_at", ["expires_at", "expiry", "expiry_date", "points_expiry_date", "expiration_date"]),
    field("reference", ["reference", "note", "reason", "description", "transaction_id"]),
  ],
  tiers: [
    ...PERSON_FIELDS,
    field("tier", ["tier", "vip_tier", "tier_name", "loyalty_tier", "level"], true),
    field("since", ["since", "tier_since", "tier_achieved_at", "tier_start_date"]),
    field("until", ["until", "tier_until", "tier_expires_at", "tier_end_date"]),
  ],
  referral_codes: [
    ...PERSON_FIELDS,
    field("code", ["code", "referral_code", "referral_url", "referral_link"], true),
  ],
  consents: [
    ...PERSON_FIELDS,
    field("channel", ["channel", "type"]),
    field(
      "state",
      [
        "state",
        "consent",
        "status",
        "email_marketing_consent",
        "accepts_marketing",
        "accepts_email_marketing",
      ],
      true,
    ),
    field("level", ["level", "opt_in_level", "marketing_opt_in_level"]),
    field(
      "changed_at",
      ["changed_at", "consent_date", "consented_at", "subscribed_at", "consent_timestamp"],
      true,
    ),
    field("source", ["source", "consent_source", "subscribe_source", "collected_from"]),
    field("evidence", ["evidence", "consent_text", "form"]),
  ],
  orders: [
    // A column "id" of orders holds their own numbers.
    ...PERSON_FIELDS.map((one) => ({ ...one, headings: one.headings.filter((heading) => heading !== "id") })),
    field("number", ["number", "order_number", "order_id", "order", "name", "increment_id"], true),
    field(
      "ordered_at",
      ["ordered_at", "order_date", "created_at", "date_created", "date", "purchased_at", "paid_at"],
      true,
    ),
    field("currency", ["currency", "currency_code"]),
    field("total", ["total", "order_total", "total_price", "grand_total", "amount"], true),
    field("subtotal", ["subtotal", "sub_total", "subtotal_price", "net_total"]),
    field("refunded", ["refunded", "refunded_amount", "total_refunded", "amount_refunded"]),
    field("product", ["product", "lineitem_name", "product_name", "item_name", "item", "title"]),
    field("sku", ["sku", "lineitem_sku", "line_item_sku", "item_sku", "product_sku", "variant_sku"]),
    field("quantity", ["quantity", "lineitem_quantity", "line_item_quantity", "item_quantity", "qty"]),
    field("unit_price", ["unit_price", "lineitem_price", "line_item_price", "item_price", "price"]),
    field("line_discount", ["line_discount", "lineitem_discount", "line_item_discount", "item_discount"]),
    field("order_discount", [
      "order_discount",
      "discount_amount",
      "discount_total",
      "total_discounts",
      "cart_discount",
      "discount",
    ]),
    field("tax", ["tax", "taxes", "tax_total", "total_tax", "order_tax", "tax_amount"]),
    field("shipping", [
      "shipping",
      "shipping_total",
      "shipping_amount",
      "shipping_cost",
      "total_shipping",
      "order_shipping",
    ]),
    field("financial_status", ["financial_status", "payment_status", "order_status", "status"]),
    field("fulfillment_status", ["fulfillment_status", "fulfilment_status", "shipping_status"]),
    field("presentment_currency", ["presentment_currency", "paid_in", "customer_currency"]),
    field("presentment_total", ["presentment_total", "total_paid_in", "customer_total"]),
    ...ADDRESS_FIELDS,
  ],
};

/** Which column of the file is which field. Null: not in the file. */
export interface Mapping extends CellStyle {
  columns: Readonly<Record<string, string | null>>;
}

/** A heading without case, accents and signs: "E-mail Address" and "email_address" are nearly alike. */
export function foldHeading(heading: string): string {
  return heading
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}

/** Guesses the mapping from the headings: the first heading that a field knows, each column once. */
export function guessMapping(kind: ImportKind, headings: readonly string[]): Mapping {
  const free = new Map(headings.map((heading) => [foldHeading(heading), heading]));
  const columns: Record<string, string | null> = {};
  for (const { name, headings: known } of FIELDS[kind]) {
    const found = known.find((candidate) => free.has(candidate));
    columns[name] = found === undefined ? null : free.get(found)!;
    if (found !== undefined) free.delete(found);
  }
  return { columns, dayOrder: null };
}

/** What a mapping still lacks: fields that the kind requires, and somebody to whom a row belongs. */
export function missingFields(kind: ImportKind, mapping: Mapping): string[] {
  const missing = FIELDS[kind]
    .filter(({ name, isRequired }) => isRequired && !mapping.columns[name])
    .map(({ name }) => name);
  const namesPerson = PERSON_FIELDS.some(({ name }) => mapping.columns[name]);
  return namesPerson ? missing : ["person", ...missing];
}
