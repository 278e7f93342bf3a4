/** Asks whether a customer fulfils the conditions of a segment query. */
import { parseDecimal } from "#simulator/money.ts";
import type { Customer, ShopState } from "#simulator/state/model.ts";
import { findFilter, findFunction } from "./check.ts";
import { dayOf, readDay } from "./days.ts";
import type { Filter, SegmentView } from "./filters.ts";
import type { Clause, Operator, SegmentNode } from "./parser.ts";
import type { Token } from "./tokens.ts";

export type SegmentTest = (customer: Customer) => boolean;

/** When each customer last left a checkout without an order. */
function abandonments(shop: ShopState): ReadonlyMap<bigint, Date> {
  const latest = new Map<bigint, Date>();
  for (const { customerId, completedAt, updatedAt } of shop.checkouts.values()) {
    if (customerId === null || completedAt !== null) continue;
    const known = latest.get(customerId);
    if (!known || known < updatedAt) latest.set(customerId, updatedAt);
  }
  return latest;
}

/** `timezone` is the shop's unless it is given. */
export function segmentView(shop: ShopState, now: Date, timezone = shop.ianaTimezone): SegmentView {
  let abandoned: ReadonlyMap<bigint, Date> | null = null;
  return {
    shop,
    now,
    timezone,
    today: dayOf(now, timezone),
    abandonedAt: () => (abandoned ??= abandonments(shop)),
  };
}

type Comparable = number | bigint | string | boolean;

const ordered = (a: Comparable, b: Comparable): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Compares a value. Something a customer does not have fulfils no condition but IS NULL and those that exclude a value:
 * Shopify's `!=`, NOT IN and NOT CONTAINS keep customers without the attribute.
 */
function compares(value: Comparable | null, operator: Operator, wanted: Comparable[]): boolean {
  if (operator === "IS NULL") return value === null;
  if (operator === "IS NOT NULL") return value !== null;
  if (value === null) return operator === "!=" || operator === "NOT IN";
  const order = ordered(value, wanted[0]!);
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "BETWEEN":
      return order >= 0 && ordered(value, wanted[1]!) <= 0;
    case "IN":
      return wanted.includes(value);
    case "NOT IN":
      return !wanted.includes(value);
    default:
      return false;
  }
}

function contains(values: string[], operator: Operator, wanted: string | undefined): boolean {
  if (operator === "IS NULL") return values.length === 0;
  if (operator === "IS NOT NULL") return values.length > 0;
  const isIn = values.some((value) => value.toLowerCase() === wanted?.toLowerCase());
  return operator === "CONTAINS" ? isIn : !isIn;
}

/** A value of the query in the form that the attribute has. */
function readValue(type: Filter["type"], token: Token, view: SegmentView): Comparable {
  switch (type) {
    case "number":
    case "decimal":
      return Number(token.value);
    case "money":
      return parseDecimal(token.value)!;
    case "date":
      return readDay(token.value, view.today)!;
    case "boolean":
      return token.text.toLowerCase() === "true";
    default:
      return token.value;
  }
}

function filterTest(filter: Filter, { operator, values }: Clause, view: SegmentView): SegmentTest {
  const wanted = values.map((token) => readValue(filter.type, token, view));
  if (filter.type === "list") {
    return (customer) => contains(filter.read(customer, view), operator, wanted[0] as string | undefined);
  }
  if (filter.type === "date") {
    return (customer) => {
      const value = filter.read(customer, view);
      return compares(value instanceof Date ? dayOf(value, view.timezone) : value, operator, wanted);
    };
  }
  return (customer) => compares(filter.read(customer, view), operator, wanted);
}

function clauseTest(clause: Clause, view: SegmentView): SegmentTest {
  const called = findFunction(clause.filter.text);
  if (called && clause.parameters) {
    const parameters = new Map(clause.parameters.map(({ name, values }) => [name.text, values]));
    const wanted = (clause.operator === "=") === (clause.values[0]!.text.toLowerCase() === "true");
    return (customer) => called.holds(customer, parameters, view) === wanted;
  }
  const filter = findFilter(clause.filter.text, view.shop);
  // A metafield definition can go after the segment was made; then the segment has nobody.
  return filter ? filterTest(filter, clause, view) : () => false;
}

/** Makes the test of a query that was checked before. */
export function segmentTest(node: SegmentNode, view: SegmentView): SegmentTest {
  if (node.kind === "clause") return clauseTest(node, view);
  if (node.kind === "not") {
    const part = segmentTest(node.part, view);
    return (customer) => !part(customer);
  }
  const parts = node.parts.map((part) => segmentTest(part, view));
  return node.kind === "and"
    ? (customer) => parts.every((part) => part(customer))
    : (customer) => parts.some((part) => part(customer));
}
