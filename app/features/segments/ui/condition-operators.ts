import { useTranslation } from "react-i18next";
import type { AttributeType } from "../domain/attributes.ts";
import type { Operator } from "../domain/condition-tree.ts";

/** How an operator is called for a type of value: "more than" for numbers, "after" for dates. */
export function useOperatorOptions() {
  const { t } = useTranslation();
  return (type: AttributeType, operators: readonly Operator[]) =>
    operators.map((operator) => ({
      value: operator,
      label:
        // Dates have no lists and no parts of words.
        t(
          `condition.operators.${type === "date" ? "date" : "plain"}.${OPERATOR_KEYS[operator]}` as "condition.operators.plain.is",
        ),
    }));
}

const OPERATOR_KEYS = {
  "=": "is",
  "!=": "is_not",
  ">": "more",
  ">=": "at_least",
  "<": "less",
  "<=": "at_most",
  between: "between",
  in: "in",
  not_in: "not_in",
  contains: "contains",
  not_contains: "not_contains",
  starts_with: "starts_with",
  is_null: "is_null",
  is_not_null: "is_not_null",
} as const satisfies Record<Operator, string>;
