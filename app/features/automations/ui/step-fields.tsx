import { BlockStack, Checkbox, InlineGrid, Link, Select, TextField } from "@shopify/polaris";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { minorFromDecimal } from "#app/shared/money.ts";
import type { Discount, Step } from "../domain/definition.ts";
import { DurationField, wholeNumber } from "./duration-field.tsx";
import { MoneyField } from "./money-field.tsx";

/** What the editor can choose from. */
export interface EditorChoices {
  templates: { key: string; name: string }[];
  segments: { id: string; name: string }[];
}

/** The same, with the field for a condition, which tells at its place what cannot be read. */
export interface EditorTools extends EditorChoices {
  ConditionField: ComponentType<{
    text: string;
    onChange: (text: string) => void;
    /** What the server found, where the text alone looks well. */
    fault: string | undefined;
  }>;
}

interface FieldsProps<Kind extends Step["kind"] = Step["kind"]> {
  step: Extract<Step, { kind: Kind }>;
  onChange: (step: Step) => void;
  choices: EditorTools;
}

/** The fields of a step, by its kind. */
export function StepFields({ step, onChange, choices, fault }: FieldsProps & { fault: string | undefined }) {
  const { t } = useTranslation();
  switch (step.kind) {
    case "wait":
      return (
        <DurationField
          label={t("journeys.fields.wait")}
          minutes={step.minutes}
          onChange={(minutes) => onChange({ ...step, minutes })}
        />
      );
    case "wait_until":
      return (
        <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
          <TextField
            label={t("journeys.fields.time")}
            type="time"
            value={step.time}
            onChange={(time) => onChange({ ...step, time })}
            autoComplete="off"
          />
          <Select
            label={t("journeys.fields.zone")}
            options={[
              { value: "person", label: t("journeys.zone.person") },
              { value: "shop", label: t("journeys.zone.shop") },
            ]}
            value={step.zone}
            onChange={(zone) => onChange({ ...step, zone: zone as "person" | "shop" })}
          />
        </InlineGrid>
      );
    case "condition":
      return (
        <choices.ConditionField
          text={step.condition}
          onChange={(condition) => onChange({ ...step, condition })}
          fault={fault}
        />
      );
    case "split":
      return (
        <InlineGrid columns={{ xs: 1, sm: step.branches.length }} gap="300">
          {step.branches.map((branch, at) => (
            <TextField
              // Branches have no names but their places.
              key={at}
              label={t("journeys.fields.weight", { n: at + 1 })}
              type="number"
              min={1}
              max={100}
              value={String(branch.weight)}
              onChange={(weight) =>
                onChange({
                  ...step,
                  branches: step.branches.map((one, place) =>
                    place === at ? { ...one, weight: wholeNumber(weight) } : one,
                  ),
                })
              }
              autoComplete="off"
            />
          ))}
        </InlineGrid>
      );
    case "message":
      return <MessageFields step={step} onChange={onChange} choices={choices} />;
    case "tag":
      return (
        <TextField
          label={t("journeys.fields.tag")}
          value={step.tag}
          onChange={(tag) => onChange({ ...step, tag })}
          autoComplete="off"
        />
      );
    case "goal":
      return (
        <TextField
          label={t("journeys.fields.goal")}
          value={step.name}
          onChange={(name) => onChange({ ...step, name })}
          autoComplete="off"
        />
      );
    case "exit":
      return null;
  }
}

const FIRST_DISCOUNT: Discount = { kind: "percentage", value: 10, validHours: 72, segmentId: null };

function MessageFields({ step, onChange, choices }: FieldsProps<"message">) {
  const { t } = useTranslation();
  const labelOf = useTemplateLabel();
  return (
    <BlockStack gap="300">
      <Select
        label={t("journeys.fields.template")}
        placeholder={t("journeys.fields.template_choose")}
        options={choices.templates.map((template) => ({ value: template.key, label: labelOf(template) }))}
        value={step.templateKey}
        helpText={
          step.templateKey && (
            <Link url={`/app/messages/templates/${step.templateKey}`}>
              {t("journeys.fields.template_edit")}
            </Link>
          )
        }
        onChange={(templateKey) => onChange({ ...step, templateKey })}
      />
      <Checkbox
        label={t("journeys.fields.discount")}
        helpText={t("journeys.fields.discount_help")}
        checked={step.discount !== null}
        onChange={(isOn) => onChange({ ...step, discount: isOn ? FIRST_DISCOUNT : null })}
      />
      {step.discount && (
        <DiscountFields
          discount={step.discount}
          onChange={(discount) => onChange({ ...step, discount })}
          choices={choices}
        />
      )}
    </BlockStack>
  );
}

/** What a template is called, and its subject. */
function useTemplateLabel(): (template: { key: string; name: string }) => string {
  const { t, i18n } = useTranslation();
  return ({ key, name }) => {
    const known = `messages.template.${key.replaceAll("-", "_")}`;
    return i18n.exists(known) ? `${t(known as "messages.title")}: ${name}` : name;
  };
}

function DiscountFields({
  discount,
  onChange,
  choices,
}: {
  discount: Discount;
  onChange: (discount: Discount) => void;
  choices: EditorTools;
}) {
  const { t } = useTranslation();
  const { currency } = useFormats();
  const isAmount = discount.kind === "amount";
  return (
    <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
      <Select
        label={t("journeys.fields.discount_kind")}
        options={[
          { value: "percentage", label: t("journeys.discount.percentage") },
          { value: "amount", label: t("journeys.discount.amount", { currency }) },
        ]}
        value={discount.kind}
        onChange={(kind) =>
          onChange(
            kind === "amount"
              ? { ...discount, kind, value: Number(minorFromDecimal("5", currency)) }
              : { ...discount, kind: "percentage", value: FIRST_DISCOUNT.value },
          )
        }
      />
      {isAmount ? (
        <MoneyField
          label={t("journeys.fields.amount")}
          valueMinor={discount.value}
          onChange={(value) => onChange({ ...discount, value })}
        />
      ) : (
        <TextField
          label={t("journeys.fields.percentage")}
          type="number"
          min={1}
          max={100}
          suffix="%"
          value={discount.value === 0 ? "" : String(discount.value)}
          onChange={(value) => onChange({ ...discount, value: wholeNumber(value) })}
          autoComplete="off"
        />
      )}
      <TextField
        label={t("journeys.fields.valid_hours")}
        type="number"
        min={1}
        suffix={t("journeys.unit.hours").toLowerCase()}
        value={discount.validHours === 0 ? "" : String(discount.validHours)}
        onChange={(hours) => onChange({ ...discount, validHours: wholeNumber(hours) })}
        autoComplete="off"
      />
      <Select
        label={t("journeys.fields.discount_for")}
        options={[
          { value: "", label: t("journeys.discount.everybody") },
          ...choices.segments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={discount.segmentId ?? ""}
        onChange={(id) => onChange({ ...discount, segmentId: id || null })}
      />
    </InlineGrid>
  );
}
