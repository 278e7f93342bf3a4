import { describe, expect, it } from "vitest";
import en from "#app/ui/locales/en.json" with { type: "json" };
import { ATTRIBUTE_NAMES, FUNCTION_NAMES, FUNCTIONS, type ParameterName } from "../domain/attributes.ts";
import { type ConditionTree, tidyTree } from "../domain/condition-tree.ts";
import { formatCondition } from "../domain/format-condition.ts";
import { parseCondition } from "../domain/parse-condition.ts";
import { asGroup, newClause, newParameter, replaceChild, toggleNot } from "./condition-edits.ts";
import { CHOICES } from "./condition-labels.ts";

const choices = Object.values(CHOICES).flat();

it("offers everything that can be asked, under a label", () => {
  expect([...choices].toSorted()).toEqual(
    [...ATTRIBUTE_NAMES.filter((name) => name !== "segment_id"), ...FUNCTION_NAMES].toSorted(),
  );
  expect(Object.keys(en.condition.attributes).toSorted()).toEqual([...choices].toSorted());
});

describe("a fresh clause", () => {
  it.each(choices)("%s is read as it is, or lacks its value only", (name) => {
    const clause = newClause(name);
    const parsed = parseCondition(formatCondition(clause));
    if (parsed.ok) expect(parsed.tree).toEqual(clause);
    else expect(parsed.error).toMatchObject({ code: "bad_value", details: { problem: "not_text" } });
  });

  it.each(FUNCTION_NAMES)("%s can be asked about each of its details", (name) => {
    const parameters = (Object.keys(FUNCTIONS[name]) as ParameterName[])
      // Nobody can guess a product.
      .filter((parameter) => parameter !== "id" && parameter !== "tag")
      .map((parameter) => newParameter(name, parameter));
    const clause = { kind: "function", name, parameters, expected: false } as const;
    expect(parseCondition(formatCondition(clause))).toMatchObject({ ok: true, tree: clause });
  });
});

it("a part is replaced, taken away, negated and back; nothing is left of empty groups", () => {
  const clause = newClause("number_of_orders");
  const group = asGroup(clause);
  expect(replaceChild(group, 0, toggleNot(clause))).toMatchObject({ children: [{ kind: "not" }] });
  expect(toggleNot(toggleNot(clause))).toEqual(clause);
  const emptied: ConditionTree = {
    kind: "or",
    children: [replaceChild(group, 0, null), { kind: "not", child: group }],
  };
  expect(tidyTree(emptied)).toEqual({ kind: "not", child: clause });
});
