import { definitionOf, FUNCTIONS } from "./attributes.ts";
import { type AttributeSource, IS_PLACED, SOURCES } from "./attribute-sql.ts";
import { type ClauseTest, testOf } from "./clause-tests.ts";
import type { AttributeClause, ConditionTree, FunctionClause, FunctionParameter } from "./condition-tree.ts";
import { type ConditionContext, outcomeOf } from "./evaluate.ts";
import { type StoreClock, storeClock } from "./store-clock.ts";

/** A condition for PostgreSQL: text that the condition's values are no part of, and the values. */
export interface ConditionSql {
  /** A boolean expression with $1, $2 … over customer `c` and what `joinsFor` joins to it. True for exactly the members. */
  text: string;
  values: (string | string[])[];
  /** The text around the values, one more than values: what a tagged template such as `Sql.sql` takes. */
  parts: string[];
}

/**
 * Writes a condition as SQL. Negations are moved down to the comparisons; as an unknown part then counts as false
 * wherever it stands, each comparison can be the plain one that an index answers.
 *
 * @param options.firstParameter number of the first value
 */
export function compileToSql(
  tree: ConditionTree,
  { now, timeZone, currency }: ConditionContext,
  options: { firstParameter?: number } = {},
): ConditionSql {
  const writer = new Writer(storeClock(now, timeZone), currency);
  return writer.finish(writer.tree(tree, false), options.firstParameter ?? 1);
}

class Writer {
  private readonly values: (string | string[])[] = [];
  private readonly clock: StoreClock;
  private readonly currency: string;

  constructor(clock: StoreClock, currency: string) {
    this.clock = clock;
    this.currency = currency;
  }

  /** The place of a value in the text, until {@link finish} numbers them. */
  private bind(value: string | string[], type: string): string {
    this.values.push(value);
    return `{${this.values.length - 1}}::${type}`;
  }

  finish(text: string, firstParameter: number): ConditionSql {
    const values: (string | string[])[] = [];
    const parts = text.split(/\{\d+\}/);
    for (const [, index] of text.matchAll(/\{(\d+)\}/g)) values.push(this.values[Number(index)]!);
    const numbered = parts.map((part, index) =>
      index === 0 ? part : `$${firstParameter + index - 1}${part}`,
    );
    return { text: numbered.join(""), values, parts };
  }

  tree(tree: ConditionTree, isNegated: boolean): string {
    switch (tree.kind) {
      case "and":
      case "or": {
        const joint = (tree.kind === "and") === isNegated ? " OR " : " AND ";
        return `(${tree.children.map((child) => this.tree(child, isNegated)).join(joint)})`;
      }
      case "not":
        return this.tree(tree.child, !isNegated);
      case "clause":
        return this.clause(tree, isNegated);
      case "function":
        return this.placedOrders(tree, isNegated);
    }
  }

  private clause(clause: AttributeClause, isNegated: boolean): string {
    const { attribute } = clause;
    if (attribute === "segment") throw new Error(`segment "${clause.values[0]}" is not resolved`);
    const { type } = definitionOf(attribute);
    const test = testOf(clause, type, this.currency);
    const source = { ...SOURCES[attribute], type };
    if (test.kind === "missing") {
      const isMissing = source.isEmpty ?? `${source.value} IS NULL`;
      return test.isExcluding === isNegated ? `(${isMissing})` : `(NOT (${isMissing}))`;
    }
    const isExcluding = "isExcluding" in test && test.isExcluding;
    if (test.kind === "member" && source.has) {
      const values = this.bind([...test.values], "text[]");
      // A function, so that no value is taken for a pattern of replacements.
      const has = source.has.replace("$", () => values);
      return isExcluding === isNegated ? `(${has})` : `(NOT coalesce(${has}, false))`;
    }
    if (source.fallback !== undefined) return this.withFallback(source, test, isNegated);
    const value = source.value;
    if (isExcluding === isNegated) return `(${this.compare(value, test, source)})`;
    const outside = `NOT (${this.compare(value, test, source)})`;
    // Excluding a value does not exclude who has none; the negation of a comparison stays unknown for them.
    return isExcluding ? `(${value} IS NULL OR ${outside})` : `(${outside})`;
  }

  /** A missing row counts as the fallback; where that would not pass, the bare column says the same and has an index. */
  private withFallback(source: AttributeSource, test: ClauseTest, isNegated: boolean): string {
    const isIn = "isExcluding" in test && test.isExcluding ? isNegated : !isNegated;
    const fallbackPasses = (outcomeOf(test, source.fallbackValue ?? null, this.clock) === true) !== isNegated;
    const value = fallbackPasses ? `coalesce(${source.value}, ${source.fallback})` : source.value;
    const inside = this.compare(value, test, source);
    return isIn ? `(${inside})` : `(NOT (${inside}))`;
  }

  /** Whether a value is within what a test speaks of, excluding or not. */
  private compare(
    value: string,
    test: ClauseTest,
    source: Pick<AttributeSource, "isLower"> & { type?: string },
  ): string {
    const bounds = (from: string | null, fromSign: string, to: string | null, toSign: string) =>
      [from === null ? [] : `${value} ${fromSign} ${from}`, to === null ? [] : `${value} ${toSign} ${to}`]
        .flat()
        .join(" AND ");
    switch (test.kind) {
      case "range": {
        const bound = (number: number | null) =>
          number === null ? null : this.bind(String(number), "bigint");
        return bounds(bound(test.from), ">=", bound(test.to), "<=");
      }
      case "numbers":
        // Nobody's: false, and still unknown where the value is.
        if (test.values.length === 0) return `${value} <> ${value}`;
        return test.values.length === 1
          ? `${value} = ${this.bind(String(test.values[0]), "bigint")}`
          : `${value} = ANY(${this.bind(test.values.map(String), "bigint[]")})`;
      case "period": {
        const bound = (end: typeof test.from) =>
          end === null ? null : this.bind(new Date(end.at(this.clock)).toISOString(), "timestamptz");
        return bounds(bound(test.from), ">=", bound(test.until), "<");
      }
      case "texts": {
        // Enums stand in small letters or as they are; other texts are compared without regard to A–Z and a–z.
        const values = test.values.map((text) => (source.isLower ? text.toLowerCase() : text));
        const column = source.type === "text" ? folded(value) : value;
        return values.length === 1
          ? `${column} = ${this.bind(values[0]!, "text")}`
          : `${column} = ANY(${this.bind(values, "text[]")})`;
      }
      case "prefix":
        return `starts_with(${folded(value)}, ${this.bind(test.value, "text")})`;
      case "flag":
        return `${value} = ${this.bind(String(test.value), "boolean")}`;
      default:
        throw new Error(`${test.kind} compares no single value`);
    }
  }

  private placedOrders({ name, parameters, expected }: FunctionClause, isNegated: boolean): string {
    const isProducts = name === "products_purchased";
    const where = [
      `o.shop_id = c.shop_id AND o.customer_id = c.customer_id AND ${IS_PLACED}`,
      ...parameters.flatMap((parameter) => this.ofOrder(name, parameter)),
    ].join(" AND ");
    const from = isProducts
      ? "orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id"
      : "orders o";
    const measured: Partial<Record<string, string>> = {
      count: isProducts ? "count(DISTINCT o.order_id)" : "count(*)",
      sum_quantity: "coalesce(sum(l.quantity), 0)",
      sum_amount: "coalesce(sum(o.subtotal_minor), 0)",
    };
    const sums = parameters.flatMap((parameter) => {
      const value = measured[parameter.name];
      const definition = FUNCTIONS[name][parameter.name];
      return value && definition
        ? [this.compare(value, testOf(parameter, definition.type, this.currency), {})]
        : [];
    });
    const holds =
      sums.length === 0
        ? `EXISTS (SELECT 1 FROM ${from} WHERE ${where})`
        : `(SELECT ${sums.join(" AND ")} FROM ${from} WHERE ${where})`;
    return expected === isNegated ? `(NOT ${holds})` : `(${holds})`;
  }

  /** What a parameter asks of one order or of one of its lines. */
  private ofOrder(name: FunctionClause["name"], parameter: FunctionParameter): string[] {
    const test = testOf(parameter, FUNCTIONS[name][parameter.name]?.type ?? "text", this.currency);
    switch (parameter.name) {
      case "date":
        return [this.compare("o.processed_at", test, {})];
      case "amount":
        return [this.compare("o.subtotal_minor", test, {})];
      case "channel":
        return [this.compare("o.channel", test, { isLower: true })];
      case "id":
        return [`l.product_id = ANY(${this.bind([...parameter.values], "bigint[]")})`];
      case "tag":
        return [
          `EXISTS (SELECT 1 FROM product q, unnest(q.tags) t WHERE q.shop_id = l.shop_id AND q.product_id = l.product_id
            AND ${folded("t")} = ANY(${this.bind(test.kind === "member" ? [...test.values] : [], "text[]")}))`,
        ];
      default:
        return [];
    }
  }
}

/** A–Z as a–z, and nothing else, whatever the database's own collation. */
function folded(value: string): string {
  return `lower(${value} COLLATE "C")`;
}
