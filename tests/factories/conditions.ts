/** Random conditions and random customers for them. Values are few and lie close together, so that they meet. */
import fc from "fast-check";
import {
  type AttributeDefinition,
  ATTRIBUTE_NAMES,
  ATTRIBUTES,
  type AttributeName,
  type CustomerAttributes,
  FUNCTIONS,
  type FunctionName,
  operatorsOf,
  type ParameterDefinition,
  type ParameterName,
} from "#app/features/segments/domain/attributes.ts";
import type {
  ConditionTree,
  FunctionClause,
  Operator,
} from "#app/features/segments/domain/condition-tree.ts";

/** Places and instants where the clocks are moved, some of them at midnight. */
export const MOMENTS: readonly { timeZone: string; now: Date }[] = [
  { timeZone: "Europe/London", now: new Date("2026-03-29T00:30:00.000Z") },
  { timeZone: "Europe/London", now: new Date("2026-10-25T00:59:59.999Z") },
  { timeZone: "America/New_York", now: new Date("2026-03-08T12:00:00.000Z") },
  { timeZone: "America/Sao_Paulo", now: new Date("2018-11-04T02:59:59.999Z") },
  { timeZone: "America/Havana", now: new Date("2026-11-01T04:30:00.000Z") },
  { timeZone: "Pacific/Apia", now: new Date("2011-12-30T09:00:00.000Z") },
  { timeZone: "Australia/Lord_Howe", now: new Date("2026-04-04T15:00:00.000Z") },
  { timeZone: "Asia/Kathmandu", now: new Date("2028-02-29T18:15:00.000Z") },
];

const HOUR_MS = 3_600_000;
const PRODUCTS = ["70", "71", "72"];
export const PRODUCT_TAGS = ["Winter", "wool"];
const WORDS = [
  "vip",
  "VIP",
  "Été",
  "été",
  "o'hara",
  'back\\slash "quote"',
  "'; DROP TABLE customer; --",
  "$1 {0} %_",
  "日本",
];

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
      .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed()),
  },
);
const someWords = fc.uniqueArray(word, { maxLength: 3 });

/** Times around now: edges of days and of offsets, and anything. */
export function timeAround(now: Date): fc.Arbitrary<Date> {
  return fc.oneof(
    fc.integer({ min: -45 * 24, max: 48 }).map((hours) => new Date(now.getTime() + hours * HOUR_MS)),
    fc
      .tuple(fc.integer({ min: -400, max: 2 }), fc.constantFrom(-1, 0, 1))
      .map(([days, ms]) => new Date(Math.floor(now.getTime() / (24 * HOUR_MS) + days) * 24 * HOUR_MS + ms)),
    fc.integer({ min: -500 * 24 * HOUR_MS, max: HOUR_MS }).map((ms) => new Date(now.getTime() + ms)),
  );
}

/** A date as a condition names it. */
export const dateText = (now: Date, needsDay: boolean) =>
  fc.oneof(
    fc.constantFrom("today", "yesterday", "-1d", "-7d", "-30d", "+1d", "-2w", "-1m", "-6m", "-12m", "-1y"),
    timeAround(now).map((time) => time.toISOString().slice(0, 10)),
    ...(needsDay
      ? []
      : [
          fc.constantFrom("-1h", "-12h", "-24h", "+3h"),
          timeAround(now).map((time) => time.toISOString().slice(0, 19)),
          timeAround(now).map((time) => `${time.toISOString().slice(0, 16)}+02:00`),
        ]),
  );

type Definition = Pick<AttributeDefinition | ParameterDefinition, "type" | "values" | "range">;

function valueFor(name: string, definition: Definition, operator: Operator, now: Date): fc.Arbitrary<string> {
  const { type, values, range } = definition;
  if (name === "id") return fc.constantFrom(...PRODUCTS);
  if (name === "tag") return fc.constantFrom("winter", "WOOL", "silk");
  if (name === "segment_id") return fc.constantFrom("1", "2", "3");
  if (name === "customer_countries") return fc.constantFrom("GB", "US", "DE");
  if (name === "customer_regions") return fc.constantFrom("US-NY", "GB-ENG");
  if (name === "customer_language") return fc.constantFrom("en", "EN", "pt-BR", "pt");
  if (values) return fc.constantFrom(...values);
  if (name === "random_bucket") return fc.integer({ min: 0, max: 99 }).map(String);
  if (type === "integer") return fc.integer({ min: Math.max(range?.[0] ?? 0, 0), max: 5 }).map(String);
  if (type === "money") return fc.constantFrom("0", "0.01", "9.99", "10", "10.5", "10.505", "19.99", "20");
  if (type === "date") return dateText(now, operator === "=" || operator === "!=");
  return type === "boolean" ? fc.constantFrom("true", "false") : word;
}

function comparison(name: string, definition: Definition, operators: readonly Operator[], now: Date) {
  return fc.constantFrom(...operators).chain((operator) => {
    const value = valueFor(name, definition, operator, now);
    const many = fc.array(value, { minLength: 1, maxLength: 3 });
    const values =
      operator === "is_null" || operator === "is_not_null"
        ? fc.constant([])
        : operator === "between"
          ? fc.tuple(value, value)
          : operator === "in" || operator === "not_in"
            ? many
            : value.map((one) => [one]);
    return values.map((list) => ({ operator, values: list as readonly string[] }));
  });
}

/** A comparison of an attribute. */
export function attributeClause(
  now: Date,
  names: readonly AttributeName[] = ATTRIBUTE_NAMES.filter((name) => name !== "segment"),
): fc.Arbitrary<ConditionTree> {
  return fc
    .constantFrom(...names)
    .chain((attribute) =>
      comparison(attribute, ATTRIBUTES[attribute], operatorsOf(attribute), now).map(
        (rest): ConditionTree => ({ kind: "clause", attribute, ...rest }),
      ),
    );
}

function functionClause(now: Date): fc.Arbitrary<ConditionTree> {
  return fc.constantFrom<FunctionName>("products_purchased", "orders_placed").chain((name) => {
    const parameter = fc.constantFrom(...(Object.keys(FUNCTIONS[name]) as ParameterName[])).chain((one) => {
      const definition = FUNCTIONS[name][one]!;
      return comparison(one, definition, definition.operators, now).map((rest) => ({ name: one, ...rest }));
    });
    return fc
      .tuple(fc.array(parameter, { maxLength: 3 }), fc.boolean())
      .map(([parameters, expected]): FunctionClause => ({ kind: "function", name, parameters, expected }));
  });
}

/** Any condition, up to a few levels deep. */
export function conditionTree(now: Date): fc.Arbitrary<ConditionTree> {
  const clause = fc.oneof(
    { weight: 6, arbitrary: attributeClause(now) },
    { weight: 1, arbitrary: functionClause(now) },
  );
  return fc.letrec<{ tree: ConditionTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthIdentifier: "tree" },
      clause,
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        children: fc.array(tie("tree"), { minLength: 2, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant("not" as const), child: tie("tree") }),
    ),
  })).tree;
}

const orMissing = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });
const oneOf = (name: AttributeName) =>
  fc.constantFrom(...((ATTRIBUTES[name] as AttributeDefinition).values ?? []));
const amountMinor = fc.constantFrom(0, 1, 999, 1000, 1050, 1051, 1999, 2000);
const score = fc.integer({ min: 1, max: 5 });

/** What is known of a random customer. */
export function customerAttributes(now: Date): fc.Arbitrary<CustomerAttributes> {
  const time = timeAround(now);
  return fc.record({
    number_of_orders: fc.integer({ min: 0, max: 5 }),
    amount_spent: amountMinor,
    net_spent: amountMinor,
    refunded: amountMinor,
    average_order_value: orMissing(amountMinor),
    points_balance: fc.integer({ min: -2, max: 5 }),
    first_order_date: orMissing(time),
    last_order_date: orMissing(time),
    last_seen_date: orMissing(time),
    customer_added_date: orMissing(time),
    abandoned_checkout_date: orMissing(time),
    abandoned_cart_date: orMissing(time),
    customer_tags: someWords,
    customer_countries: fc.constantFrom([], ["GB"], ["US"]),
    customer_regions: fc.constantFrom([], ["US-NY"]),
    customer_language: orMissing(fc.constantFrom("en", "pt-BR")),
    customer_account_status: orMissing(oneOf("customer_account_status")),
    email_subscription_status: oneOf("email_subscription_status"),
    sms_subscription_status: oneOf("sms_subscription_status"),
    whatsapp_subscription_status: oneOf("whatsapp_subscription_status"),
    push_subscription_status: oneOf("push_subscription_status"),
    customer_kind: oneOf("customer_kind"),
    lifecycle_stage: orMissing(oneOf("lifecycle_stage")),
    rfm_group: orMissing(oneOf("rfm_group")),
    rfm_recency: orMissing(score),
    rfm_frequency: orMissing(score),
    rfm_monetary: orMissing(score),
    verified_email: orMissing(fc.boolean()),
    tax_exempt: orMissing(fc.boolean()),
    random_bucket: fc.integer({ min: 0, max: 99 }),
    segment_id: fc.uniqueArray(fc.constantFrom("1", "2", "3"), { maxLength: 2 }),
    orders: fc.array(
      fc.record({
        at: time,
        amountMinor,
        channel: fc.constantFrom("web", "pos"),
        lines: fc.array(
          fc.record({
            productId: orMissing(fc.constantFrom(...PRODUCTS)),
            quantity: fc.integer({ min: 1, max: 3 }),
            productTags: fc.constant([]),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 3 },
    ),
  });
}
