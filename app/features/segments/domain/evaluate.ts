import type { AttributeClause, ConditionTree, FunctionClause } from "./condition-tree.ts";
import { definitionOf, type CustomerAttributes, FUNCTIONS, type PlacedOrder } from "./attributes.ts";
import { type ClauseTest, foldCase, testOf } from "./clause-tests.ts";
import { type StoreClock, storeClock } from "./store-clock.ts";

/** Under which circumstances a condition is asked. */
export interface ConditionContext {
  now: Date;
  /** IANA name of the store's time zone. */
  timeZone: string;
  /** The shop's currency. */
  currency: string;
}

/** True, false, or null = unknown, because a value is missing. Only true makes a member. */
export type Outcome = boolean | null;

/** A condition made ready to be asked about many customers. */
export interface CompiledCondition {
  outcome: (attributes: CustomerAttributes, clock: StoreClock) => Outcome;
  /** First instant (ms) after now at which a clause can change by time alone; Infinity = never. */
  nextFlip: (attributes: CustomerAttributes, clock: StoreClock) => number;
}

const compiled = new WeakMap<ConditionTree, Map<string, CompiledCondition>>();

/** Makes a condition ready; kept as long as the tree lives. @throws Error when it names a segment by name still */
export function compileCondition(tree: ConditionTree, currency: string): CompiledCondition {
  let byCurrency = compiled.get(tree);
  if (!byCurrency) compiled.set(tree, (byCurrency = new Map()));
  let condition = byCurrency.get(currency);
  if (!condition) byCurrency.set(currency, (condition = compile(tree, currency)));
  return condition;
}

/** Whether a condition holds for a customer. */
export function evaluate(
  tree: ConditionTree,
  attributes: CustomerAttributes,
  { now, timeZone, currency }: ConditionContext,
): Outcome {
  return compileCondition(tree, currency).outcome(attributes, storeClock(now, timeZone));
}

/** The next instant at which the outcome of any clause can change by time alone; null = never. */
export function nextFlip(
  tree: ConditionTree,
  attributes: CustomerAttributes,
  { now, timeZone, currency }: ConditionContext,
): Date | null {
  const flip = compileCondition(tree, currency).nextFlip(attributes, storeClock(now, timeZone));
  return flip === Infinity ? null : new Date(flip);
}

function compile(tree: ConditionTree, currency: string): CompiledCondition {
  switch (tree.kind) {
    case "and":
    case "or": {
      const children = tree.children.map((child) => compile(child, currency));
      // AND is decided by the first false, OR by the first true.
      const deciding = tree.kind === "or";
      return {
        outcome: (attributes, clock) => {
          let outcome: Outcome = !deciding;
          for (const child of children) {
            const part = child.outcome(attributes, clock);
            if (part === deciding) return deciding;
            if (part === null) outcome = null;
          }
          return outcome;
        },
        nextFlip: (attributes, clock) =>
          children.reduce((next, child) => Math.min(next, child.nextFlip(attributes, clock)), Infinity),
      };
    }
    case "not": {
      const child = compile(tree.child, currency);
      return {
        outcome: (attributes, clock) => {
          const part = child.outcome(attributes, clock);
          return part === null ? null : !part;
        },
        nextFlip: child.nextFlip,
      };
    }
    case "clause":
      return compileClause(tree, currency);
    case "function":
      return compileFunction(tree, currency);
  }
}

const never = () => Infinity;

function compileClause(clause: AttributeClause, currency: string): CompiledCondition {
  const { attribute } = clause;
  if (attribute === "segment") throw new Error(`segment "${clause.values[0]}" is not resolved`);
  const { type } = definitionOf(attribute);
  const test = testOf(clause, type, currency);
  return {
    outcome: (attributes, clock) => outcomeOf(test, attributes[attribute], clock),
    nextFlip:
      test.kind === "period"
        ? (attributes, clock) => {
            const value = attributes[attribute];
            return value instanceof Date ? flipOf(test, value.getTime(), clock) : Infinity;
          }
        : never,
  };
}

type Value = number | string | boolean | Date | readonly string[] | null;

/** The outcome of one comparison. */
export function outcomeOf(test: ClauseTest, value: Value, clock: StoreClock): Outcome {
  if (test.kind === "missing") {
    const isMissing = value === null || (Array.isArray(value) && value.length === 0);
    return isMissing !== test.isExcluding;
  }
  if (value === null) return "isExcluding" in test && test.isExcluding ? true : null;
  switch (test.kind) {
    case "range": {
      const number = value as number;
      return (
        ((test.from === null || number >= test.from) && (test.to === null || number <= test.to)) !==
        test.isExcluding
      );
    }
    case "numbers":
      return test.values.includes(value as number) !== test.isExcluding;
    case "period": {
      const time = (value as Date).getTime();
      const isIn =
        (test.from === null || time >= test.from.at(clock)) &&
        (test.until === null || time < test.until.at(clock));
      return isIn !== test.isExcluding;
    }
    case "texts":
      // Enums are capitals on both sides, so folding them as text changes nothing.
      return (
        (test.values.includes(value as string) || test.values.includes(foldCase(value as string))) !==
        test.isExcluding
      );
    case "prefix":
      return foldCase(value as string).startsWith(test.value);
    case "flag":
      return value === test.value;
    case "member":
      return (
        (value as readonly string[]).some((item) => test.values.includes(foldCase(item))) !== test.isExcluding
      );
  }
}

/** When the first of a period's ends passes a time. */
function flipOf(test: ClauseTest & { kind: "period" }, timeMs: number, clock: StoreClock): number {
  let next = Infinity;
  for (const end of [test.from, test.until]) {
    if (end === null || timeMs < end.at(clock)) continue;
    next = Math.min(next, end.passes(timeMs, clock) ?? Infinity);
  }
  return next;
}

type Measured = "count" | "sum_quantity" | "sum_amount";

function compileFunction(clause: FunctionClause, currency: string): CompiledCondition {
  const { isFitting, lineFits, sums, date } = functionTests(clause, currency);
  const ordersOf = ({ orders }: CustomerAttributes): readonly PlacedOrder[] => {
    if (orders === null) throw new Error(`${clause.name} needs the customer's orders, which were not read`);
    return orders;
  };
  return {
    outcome: (attributes, clock) => {
      const measured = { count: 0, sum_quantity: 0, sum_amount: 0 };
      for (const order of ordersOf(attributes)) {
        if (!isFitting(order, clock)) continue;
        if (clause.name === "products_purchased") {
          const lines = order.lines.filter(lineFits);
          if (lines.length === 0) continue;
          measured.sum_quantity += lines.reduce((sum, { quantity }) => sum + quantity, 0);
        }
        measured.count += 1;
        measured.sum_amount += order.amountMinor;
      }
      const holds =
        sums.length === 0
          ? measured.count > 0
          : sums.every(({ name, test }) => outcomeOf(test, measured[name], clock) === true);
      return holds === clause.expected;
    },
    nextFlip: (attributes, clock) =>
      date.length === 0
        ? Infinity
        : ordersOf(attributes).reduce(
            (next, { at }) =>
              date.reduce((least, test) => Math.min(least, flipOf(test, at.getTime(), clock)), next),
            Infinity,
          ),
  };
}

/** What a function's parameters come down to. */
function functionTests(clause: FunctionClause, currency: string) {
  const tests = clause.parameters.map((parameter) => ({
    name: parameter.name,
    isSum: FUNCTIONS[clause.name][parameter.name]?.isSum ?? false,
    test: testOf(parameter, FUNCTIONS[clause.name][parameter.name]?.type ?? "text", currency),
    values: parameter.values,
  }));
  const ofOrder = tests.filter(({ name }) => name === "date" || name === "amount" || name === "channel");
  const ids = tests.filter(({ name }) => name === "id").map(({ values }) => values);
  const tags = tests.filter(({ name }) => name === "tag").map(({ test }) => test);
  const valueOf = (order: PlacedOrder, name: string): Value =>
    name === "date" ? order.at : name === "amount" ? order.amountMinor : order.channel.toUpperCase();
  return {
    isFitting: (order: PlacedOrder, clock: StoreClock) =>
      ofOrder.every(({ name, test }) => outcomeOf(test, valueOf(order, name), clock) === true),
    lineFits: ({ productId, productTags }: PlacedOrder["lines"][number]) =>
      ids.every((values) => productId !== null && values.includes(productId)) &&
      tags.every(
        (test) => test.kind === "member" && productTags.some((tag) => test.values.includes(foldCase(tag))),
      ),
    sums: tests.flatMap(({ name, isSum, test }) => (isSum ? [{ name: name as Measured, test }] : [])),
    date: ofOrder.flatMap(({ test }) => (test.kind === "period" ? [test] : [])),
  };
}
