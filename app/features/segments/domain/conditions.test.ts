import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conditionTree,
  customerAttributes,
  dateText,
  MOMENTS,
  timeAround,
} from "#tests/factories/conditions.ts";
import { CASES_NOW, CASES_TIME_ZONE, CONDITION_CASES, NOBODY } from "./condition-cases.ts";
import type { CustomerAttributes } from "./attributes.ts";
import {
  clausesOf,
  type ConditionTree,
  nameSegments,
  resolveSegments,
  segmentsNamedIn,
} from "./condition-tree.ts";
import { compileToSql } from "./compile-sql.ts";
import { evaluate, nextFlip } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { formatCondition } from "./format-condition.ts";
import { parseCondition } from "./parse-condition.ts";

const CONTEXT = { now: CASES_NOW, timeZone: CASES_TIME_ZONE, currency: "GBP" };

function read(text: string): ConditionTree {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return parsed.tree;
}

function errorOf(text: string) {
  const parsed = parseCondition(text, { currency: "GBP" });
  if (parsed.ok) throw new Error(`${text} was read`);
  const { code, from, to, expected, details } = parsed.error;
  return { code, at: text.slice(from, to), expected, details };
}

describe("evaluate", () => {
  it.each(CONDITION_CASES)("%s, of %j: %s", (text, known, outcome) => {
    expect(evaluate(read(text), { ...NOBODY, ...known }, CONTEXT)).toBe(outcome);
  });

  it("counts money in the shop's own units", () => {
    const tree = read("amount_spent >= 1000");
    const spent = { ...NOBODY, amount_spent: 1000 };
    expect([evaluate(tree, spent, { ...CONTEXT, currency: "JPY" }), evaluate(tree, spent, CONTEXT)]).toEqual([
      true,
      false,
    ]);
  });

  it("says which clause keeps somebody out, and until when", () => {
    const known = { ...NOBODY, last_order_date: new Date("2026-03-01T10:00:00Z") };
    const { outcome, children } = explain(
      read("number_of_orders >= 1 AND last_order_date >= -30d"),
      known,
      CONTEXT,
    );
    expect(outcome).toBe(false);
    expect(children).toMatchObject([
      { text: "number_of_orders >= 1", outcome: false, actual: 0, changesAt: null },
      { outcome: true, changesAt: new Date("2026-03-31T23:00:00.000Z") },
    ]);
  });
});

describe("parseCondition", () => {
  it("reads what it writes", () => {
    fc.assert(
      fc.property(conditionTree(CASES_NOW), (tree) => {
        expect(read(formatCondition(tree))).toEqual(tree);
      }),
      { numRuns: 200 },
    );
  });

  it("AND binds tighter than OR, and brackets stay", () => {
    expect(formatCondition(read("number_of_orders=1 or number_of_orders = 2 and (points_balance > 1)"))).toBe(
      "number_of_orders = 1 OR (number_of_orders = 2 AND points_balance > 1)",
    );
  });

  it("reads Shopify's names of days as what they are short for", () => {
    expect(formatCondition(read("last_order_date >= 12_months_ago"))).toBe("last_order_date >= -12m");
  });

  it.each([
    ["", { code: "empty" }],
    [
      "number_of_order > 1",
      { code: "unknown_attribute", at: "number_of_order", expected: ["number_of_orders"] },
    ],
    ["customer_cities CONTAINS 'x'", { code: "unanswerable", details: { reason: "sealed" } }],
    ["number_of_orders", { code: "unexpected", at: "", expected: expect.arrayContaining([">="]) }],
    ["number_of_orders CONTAINS 1", { code: "operator_not_allowed", at: "CONTAINS" }],
    ["number_of_orders > 'x'", { code: "bad_value", at: "'x'", details: { problem: "not_a_number" } }],
    ["number_of_orders > ", { code: "unexpected", expected: ["3"] }],
    ["amount_spent > 1.505", { code: "bad_value", details: { problem: "finer_than_currency" } }],
    ["last_order_date > 2026-02-30", { code: "bad_value", at: "2026-02-30" }],
    ["last_order_date = -12h", { code: "bad_value", details: { problem: "not_a_whole_day" } }],
    ["email_subscription_status = 'SUBSCRIBE'", { code: "bad_value", expected: ["'SUBSCRIBED'"] }],
    ["(number_of_orders > 1", { code: "unexpected", at: "", expected: ["AND", "OR", ")"] }],
    [
      "number_of_orders > 1 number_of_orders",
      { code: "unexpected", at: "number_of_orders", expected: ["AND", "OR"] },
    ],
    ["customer_tags CONTAINS 'vip", { code: "unclosed_text", at: "'vip" }],
    ["customer_tags CONTAINS vip", { code: "unexpected", at: "vip", expected: ["'…'"] }],
    ["customer_tags CONTAINS 'a\u0000'", { code: "bad_value" }],
    ["number_of_orders > 1; DROP TABLE customer", { code: "strange_character", at: ";" }],
    ["products_purchased(ids: 1)", { code: "unknown_parameter", at: "ids", expected: ["id"] }],
    ["segment_id = 1", { code: "unknown_attribute" }],
    [`${"(".repeat(5_000)}number_of_orders = 1`, { code: "too_deep", details: { limit: 20 } }],
    [`${"NOT ".repeat(25)}number_of_orders = 1`, { code: "too_deep" }],
    [
      Array(201).fill("number_of_orders = 1").join(" OR "),
      { code: "too_many_clauses", details: { limit: 200 } },
    ],
    ["x".repeat(20_001), { code: "too_long" }],
  ])("refuses %.60s", (text, error) => {
    expect(errorOf(text)).toMatchObject(error);
  });

  it("fails only as it says, whatever is typed", () => {
    const piece = fc.constantFrom(
      "(",
      ")",
      "NOT",
      "AND",
      "'",
      "segment",
      "=",
      "-30d",
      "IN",
      "\\",
      "7_days_ago",
      "1",
      ",",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "grapheme" })), { maxLength: 8 }), (pieces) => {
        const text = pieces.join(" ");
        const parsed = parseCondition(text);
        if (parsed.ok) return;
        expect(parsed.error.from).toBeLessThanOrEqual(parsed.error.to);
        expect(parsed.error.to).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("says where each clause stands", () => {
    const text = "number_of_orders > 1 AND (segment = 'A')";
    const parsed = parseCondition(text);
    if (!parsed.ok) throw new Error(parsed.error.code);
    expect(parsed.places.map(({ from, to }) => text.slice(from, to))).toEqual([
      "number_of_orders > 1",
      "segment = 'A'",
    ]);
  });
});

it("a segment's name becomes its id and back, and an unknown one stays", () => {
  const tree = read("segment IN ('A', 'B') OR segment = 'C'");
  const ids = new Map([
    ["A", "1"],
    ["B", "2"],
  ]);
  const resolved = resolveSegments(tree, (name) => ids.get(name) ?? null);
  expect(formatCondition(resolved)).toBe("segment IN (1, 2) OR segment = 'C'");
  expect(segmentsNamedIn(resolved)).toEqual({ names: ["C"], ids: ["1", "2"] });
  expect(read(formatCondition(resolved))).toEqual(resolved);
  const names = new Map([
    ["1", "A"],
    ["2", "B"],
  ]);
  expect(nameSegments(resolved, (id) => names.get(id) ?? null)).toEqual(tree);
});

it("no text of a value is part of the SQL", () => {
  fc.assert(
    fc.property(conditionTree(CASES_NOW), (tree) => {
      const { text, values, parts } = compileToSql(tree, CONTEXT, { firstParameter: 3 });
      expect(parts).toHaveLength(values.length + 1);
      expect(text.match(/\$\d+/g) ?? []).toEqual(values.map((_, index) => `$${index + 3}`));
      expect(text).not.toMatch(/DROP|\{/);
    }),
  );
});

describe("nextFlip", () => {
  const world = fc.constantFrom(...MOMENTS).chain((moment) =>
    fc.record({
      moment: fc.constant(moment),
      tree: conditionTree(moment.now),
      attributes: customerAttributes(moment.now),
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
    }),
  );
  const YEAR_MS = 366 * 86_400_000;

  const outcomesAt = (tree: ConditionTree, attributes: CustomerAttributes, timeZone: string, ms: number) =>
    clausesOf(tree).map((clause) =>
      evaluate(clause, attributes, { now: new Date(ms), timeZone, currency: "GBP" }),
    );

  it("until then no clause changes", () => {
    fc.assert(
      fc.property(world, ({ moment: { now, timeZone }, tree, attributes, shares }) => {
        const nowMs = now.getTime();
        const flip = nextFlip(tree, attributes, { now, timeZone, currency: "GBP" });
        const untilMs = Math.min(flip?.getTime() ?? Infinity, nowMs + YEAR_MS);
        expect(untilMs).toBeGreaterThan(nowMs);
        const before = outcomesAt(tree, attributes, timeZone, nowMs);
        for (const share of [...shares, 1]) {
          const ms = nowMs + Math.floor((untilMs - 1 - nowMs) * share);
          expect(outcomesAt(tree, attributes, timeZone, ms)).toEqual(before);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("at that instant a comparison of dates does change", () => {
    const one = fc.constantFrom(...MOMENTS).chain((moment) =>
      fc.record({
        moment: fc.constant(moment),
        operator: fc.constantFrom(">=", ">", "<", "<="),
        date: dateText(moment.now, false),
        time: timeAround(moment.now),
      }),
    );
    fc.assert(
      fc.property(one, ({ moment: { now, timeZone }, operator, date, time }) => {
        const clause = read(`last_order_date ${operator} ${date}`);
        const attributes = { ...NOBODY, last_order_date: time };
        const flip = nextFlip(clause, attributes, { now, timeZone, currency: "GBP" });
        if (flip === null) return;
        const ms = flip.getTime();
        expect(outcomesAt(clause, attributes, timeZone, ms)).not.toEqual(
          outcomesAt(clause, attributes, timeZone, ms - 1),
        );
      }),
      { numRuns: 300 },
    );
  });
});
