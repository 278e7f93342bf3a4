import { Button, Select } from "@shopify/polaris";
import { DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";
import { FUNCTIONS, type ParameterName } from "../domain/attributes.ts";
import type { FunctionClause, FunctionParameter, Operator } from "../domain/condition-tree.ts";
import styles from "./condition-builder.module.css";
import { definitionFor, newParameter, numbered, withCount } from "./condition-edits.ts";
import { useOperatorOptions } from "./condition-operators.ts";
import { type BuilderWorld, ConditionValues } from "./condition-value.tsx";

/** A question about orders: whether it is to hold, and what is asked of the orders. */
export function ConditionFunction({
  clause,
  onChange,
  world,
}: {
  clause: FunctionClause;
  onChange: (clause: FunctionClause) => void;
  world: BuilderWorld;
}) {
  const { t } = useTranslation();
  const { name, parameters, expected } = clause;
  const known = Object.keys(FUNCTIONS[name]) as ParameterName[];
  const unused = known.find((one) => parameters.every((parameter) => parameter.name !== one)) ?? known[0]!;
  const replace = (at: number, next: FunctionParameter | null) =>
    onChange({
      ...clause,
      parameters: parameters.flatMap((one, index) => (index === at ? (next ?? []) : one)),
    });
  return (
    <>
      <Select
        label={t("condition.builder.operator")}
        labelHidden
        options={[
          { value: "true", label: t(`condition.functions.${name}.yes`) },
          { value: "false", label: t(`condition.functions.${name}.no`) },
        ]}
        value={String(expected)}
        onChange={(next) => onChange({ ...clause, expected: next === "true" })}
      />
      <div className={styles["parameters"]}>
        {numbered(parameters).map(({ at, item: parameter }) => (
          <div key={at} className={styles["row"]}>
            <Parameter
              clause={clause}
              parameter={parameter}
              onChange={(next) => replace(at, next)}
              world={world}
            />
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t("condition.builder.remove")}
              onClick={() => replace(at, null)}
            />
          </div>
        ))}
        <div>
          <Button
            icon={PlusIcon}
            variant="plain"
            onClick={() => onChange({ ...clause, parameters: [...parameters, newParameter(name, unused)] })}
          >
            {t("condition.builder.add_parameter")}
          </Button>
        </div>
      </div>
    </>
  );
}

function Parameter({
  clause,
  parameter,
  onChange,
  world,
}: {
  clause: FunctionClause;
  parameter: FunctionParameter;
  onChange: (parameter: FunctionParameter) => void;
  world: BuilderWorld;
}) {
  const { t } = useTranslation();
  const operatorOptions = useOperatorOptions();
  const { operator, values, name } = parameter;
  const definition = definitionFor(clause, name);
  const operators = FUNCTIONS[clause.name][name]?.operators ?? [];
  return (
    <div className={styles["fields"]}>
      <Select
        label={t("condition.builder.parameter")}
        labelHidden
        options={(Object.keys(FUNCTIONS[clause.name]) as ParameterName[]).map((one) => ({
          value: one,
          label: t(`condition.parameters.${one}`),
        }))}
        value={name}
        onChange={(next) => onChange(newParameter(clause.name, next as ParameterName))}
      />
      <Select
        label={t("condition.builder.operator")}
        labelHidden
        options={operatorOptions(definition.type, operators)}
        value={operator}
        onChange={(next) =>
          onChange({ name, operator: next as Operator, values: withCount(next as Operator, values, "") })
        }
      />
      <ConditionValues
        definition={definition}
        operator={operator}
        values={values}
        onChange={(next) => onChange({ ...parameter, values: next })}
        world={world}
      />
    </div>
  );
}
