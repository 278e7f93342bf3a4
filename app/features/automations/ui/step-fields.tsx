import { BlockStack, Checkbox, InlineGrid, Select, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { Discount, Step } from "../domain/definition.ts";

/** What the editor can choose from. */
export interface EditorChoices {
  templates: { key: string; name: string }[];
  segments: { id: string; name: string }[];
}

interface FieldsProps<Kind extends Step["kind"] = Step["kind"]> {
  step: Extract<Step, { kind: Kind }>;
  onChange: (step: Step) => void;
  choices: EditorChoices;
}

const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;

const whole = (text: string) => Math.max(0, Math.round(Number(text) || 0));

/** The fields of a step, by its kind. */
export function StepFields({ step, onChange, choices }: FieldsProps) {
  const { t } = useTranslation();
  switch (step.kind) {
    case "wait":
      return <WaitFields step={step} onChange={onChange} choices={choices} />;
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
        <TextField
          label={t("journeys.fields.condition")}
          helpText={t("journeys.fields.condition_help")}
          value={step.condition}
          onChange={(condition) => onChange({ ...step, condition })}
          multiline={2}
          monospaced
          autoComplete="off"
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
                    place === at ? { ...one, weight: whole(weight) } : one,
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

function WaitFields({ step, onChange }: FieldsProps<"wait">) {
  const { t } = useTranslation();
  const unit =
    step.minutes % DAY_MINUTES === 0 ? DAY_MINUTES : step.minutes % HOUR_MINUTES === 0 ? HOUR_MINUTES : 1;
  return (
    <InlineGrid columns={{ xs: 2 }} gap="300">
      <TextField
        label={t("journeys.fields.wait")}
        type="number"
        min={1}
        value={String(step.minutes / unit)}
        onChange={(value) => onChange({ ...step, minutes: whole(value) * unit })}
        autoComplete="off"
      />
      <Select
        label={t("journeys.fields.unit")}
        options={[
          { value: "1", label: t("journeys.unit.minutes") },
          { value: String(HOUR_MINUTES), label: t("journeys.unit.hours") },
          { value: String(DAY_MINUTES), label: t("journeys.unit.days") },
        ]}
        value={String(unit)}
        onChange={(value) => onChange({ ...step, minutes: (step.minutes / unit) * Number(value) })}
      />
    </InlineGrid>
  );
}

const FIRST_DISCOUNT: Discount = { kind: "percentage", value: 10, validHours: 72, segmentId: null };

function MessageFields({ step, onChange, choices }: FieldsProps<"message">) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <Select
        label={t("journeys.fields.template")}
        placeholder={t("journeys.fields.template_choose")}
        options={choices.templates.map(({ key, name }) => ({ value: key, label: name }))}
        value={step.templateKey}
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

function DiscountFields({
  discount,
  onChange,
  choices,
}: {
  discount: Discount;
  onChange: (discount: Discount) => void;
  choices: EditorChoices;
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
        onChange={(kind) => onChange({ ...discount, kind: kind as Discount["kind"] })}
      />
      <TextField
        label={t(isAmount ? "journeys.fields.amount_minor" : "journeys.fields.percentage")}
        type="number"
        min={1}
        value={String(discount.value)}
        onChange={(value) => onChange({ ...discount, value: whole(value) })}
        autoComplete="off"
      />
      <TextField
        label={t("journeys.fields.valid_hours")}
        type="number"
        min={1}
        value={String(discount.validHours)}
        onChange={(hours) => onChange({ ...discount, validHours: whole(hours) })}
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
