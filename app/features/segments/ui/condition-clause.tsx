import { Select } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { type AttributeName, definitionOf, type FunctionName, operatorsOf } from "../domain/attributes.ts";
import type { AttributeClause, Clause, Operator } from "../domain/condition-tree.ts";
import { exampleOf } from "../domain/condition-values.ts";
import styles from "./condition-builder.module.css";
import { definitionFor, newClause, withCount } from "./condition-edits.ts";
import { ConditionFunction } from "./condition-function.tsx";
import { CHOICE_GROUPS, CHOICES } from "./condition-labels.ts";
import { useOperatorOptions } from "./condition-operators.ts";
import { type BuilderWorld, ConditionValues } from "./condition-value.tsx";

/** One clause: what is asked about, how, and the value. */
export function ConditionClause({
  clause,
  onChange,
  world,
}: {
  clause: Clause;
  onChange: (clause: Clause) => void;
  world: BuilderWorld;
}) {
  const { t } = useTranslation();
  const named = clause.kind === "function" ? clause.name : clause.attribute;
  const subject = (
    <Select
      label={t("condition.builder.attribute")}
      labelHidden
      options={CHOICE_GROUPS.map((group) => ({
        title: t(`condition.groups.${group}`),
        options: CHOICES[group].map((name) => ({ value: name, label: t(`condition.attributes.${name}`) })),
      }))}
      value={named === "segment_id" ? "segment" : named}
      onChange={(name) => onChange(newClause(name as AttributeName | FunctionName))}
    />
  );
  if (clause.kind === "function") {
    return (
      <div className={styles["fields"]}>
        {subject}
        <ConditionFunction clause={clause} onChange={onChange} world={world} />
      </div>
    );
  }
  return (
    <div className={styles["fields"]}>
      {subject}
      <Comparison clause={clause} onChange={onChange} world={world} />
    </div>
  );
}

function Comparison({
  clause,
  onChange,
  world,
}: {
  clause: AttributeClause;
  onChange: (clause: Clause) => void;
  world: BuilderWorld;
}) {
  const { t } = useTranslation();
  const operatorOptions = useOperatorOptions();
  const { attribute, operator, values } = clause;
  const { type } = definitionOf(attribute);
  const choose = (next: Operator) =>
    onChange({ ...clause, operator: next, values: withCount(next, values, exampleOf(attribute)) });
  return (
    <>
      <Select
        label={t("condition.builder.operator")}
        labelHidden
        options={operatorOptions(type, operatorsOf(attribute))}
        value={operator}
        onChange={(next) => choose(next as Operator)}
      />
      <ConditionValues
        definition={definitionFor(clause)}
        operator={operator}
        values={values}
        onChange={(next) => onChange({ ...clause, values: next })}
        world={world}
      />
    </>
  );
}
