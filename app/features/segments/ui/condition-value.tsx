import { Button, Select, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";
import type { AttributeType } from "../domain/attributes.ts";
import type { Operator } from "../domain/condition-tree.ts";
import { checkValue } from "../domain/condition-values.ts";
import styles from "./condition-builder.module.css";
import { numbered } from "./condition-edits.ts";
import { ConditionDateField } from "./condition-date-field.tsx";

/** What the fields of a builder need to know of the shop. */
export interface BuilderWorld {
  currency: string;
  /** Names of the segments that may be named. */
  segmentNames: readonly string[];
}

interface ValueProps {
  definition: {
    type: AttributeType;
    name?: string | undefined;
    values?: readonly string[];
    range?: readonly [number, number];
  };
  operator: Operator;
  value: string;
  onChange: (value: string) => void;
  world: BuilderWorld;
}

/** The fields for a comparison's values: none, one, two, or a list that can grow. */
export function ConditionValues({
  values,
  onChange,
  ...rest
}: Omit<ValueProps, "value" | "onChange"> & {
  values: readonly string[];
  onChange: (values: string[]) => void;
}) {
  const { t } = useTranslation();
  const isList = rest.operator === "in" || rest.operator === "not_in";
  const replace = (at: number, value: string) =>
    onChange(values.map((one, index) => (index === at ? value : one)));
  return (
    <div className={styles["values"]}>
      {numbered(values).map(({ at, item: value }) => (
        <div key={at} className={isList && values.length > 1 ? styles["value"] : undefined}>
          <ConditionValue {...rest} value={value} onChange={(next) => replace(at, next)} />
          {isList && values.length > 1 && (
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t("condition.builder.remove_value")}
              onClick={() => onChange(values.filter((_, index) => index !== at))}
            />
          )}
        </div>
      ))}
      {isList && (
        <div>
          <Button variant="plain" onClick={() => onChange([...values, values.at(-1) ?? ""])}>
            {t("condition.builder.add_value")}
          </Button>
        </div>
      )}
    </div>
  );
}

function ConditionValue({ definition, operator, value, onChange, world }: ValueProps) {
  const { t } = useTranslation();
  const { type, values } = definition;
  const label = t("condition.builder.value");
  const checked = checkValue(value, definition, { operator, currency: world.currency });
  const error =
    !checked.ok && value !== "" ? t(`condition.problems.${checked.problem}`, checked.details) : undefined;
  if (type === "date") {
    return <ConditionDateField value={value} operator={operator} onChange={onChange} error={error} />;
  }
  const options = optionsOf(definition, value, world);
  if (options) {
    return (
      <Select
        label={label}
        labelHidden
        options={options.map((one) => ({
          value: one,
          label: values ? t(`condition.values.${one}` as "condition.values.SUBSCRIBED") : one,
        }))}
        value={value}
        onChange={onChange}
        error={error}
      />
    );
  }
  const isNumber = type === "integer" && definition.name !== "id";
  return (
    <TextField
      label={label}
      labelHidden
      autoComplete="off"
      value={value}
      onChange={onChange}
      error={error}
      {...(type === "money" ? { suffix: world.currency, inputMode: "decimal" as const } : {})}
      {...(isNumber ? { inputMode: "numeric" as const } : {})}
    />
  );
}

function optionsOf(
  { type, values, name }: ValueProps["definition"],
  value: string,
  { segmentNames }: BuilderWorld,
): readonly string[] | null {
  const known =
    values ??
    (type === "boolean" ? ["true", "false"] : type === "segment" && name === "segment" ? segmentNames : null);
  if (!known) return null;
  // A value that is not offered any more stays until another is chosen.
  return known.includes(value) ? known : [value, ...known];
}
