import { BlockStack, Card, Checkbox, FormLayout, Select, Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import {
  type AbandonmentTrigger,
  CART_RECOVERY,
  FACT_TRIGGERS,
  type JourneyDefinition,
  type Reentry,
  type Trigger,
} from "../domain/definition.ts";
import { DurationField, wholeNumber } from "./duration-field.tsx";
import { MoneyField } from "./money-field.tsx";
import type { EditorChoices } from "./step-fields.tsx";

interface TriggerCardProps {
  definition: JourneyDefinition;
  onChange: (definition: JourneyDefinition) => void;
  choices: EditorChoices;
}

/** What starts the journey. */
export function TriggerCard({ definition, onChange, choices }: TriggerCardProps) {
  const { t } = useTranslation();
  const { trigger } = definition;
  const change = (changed: Trigger) => onChange({ ...definition, trigger: changed });
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("journeys.trigger.title")}
        </Text>
        <Select
          label={t("journeys.trigger.kind")}
          options={(["abandonment", "fact", "segment_joined"] as const).map((kind) => ({
            value: kind,
            label: t(`journeys.trigger.kinds.${kind}`),
            disabled: kind === "segment_joined" && choices.segments.length === 0,
          }))}
          value={trigger.kind}
          onChange={(kind) => change(triggerOf(kind as Trigger["kind"], choices))}
        />
        {trigger.kind === "abandonment" && <AbandonmentFields trigger={trigger} onChange={change} />}
        {trigger.kind === "fact" && (
          <Select
            label={t("journeys.trigger.fact")}
            options={FACT_TRIGGERS.map((fact) => ({
              value: fact,
              label: t(`journeys.trigger.facts.${fact.replace(".", "_") as "order_paid"}`),
            }))}
            value={trigger.fact}
            onChange={(fact) => change({ ...trigger, fact: fact as (typeof FACT_TRIGGERS)[number] })}
          />
        )}
        {trigger.kind === "segment_joined" && (
          <Select
            label={t("journeys.trigger.segment")}
            options={choices.segments.map(({ id, name }) => ({ value: id, label: name }))}
            value={trigger.segmentId}
            onChange={(segmentId) => change({ ...trigger, segmentId })}
          />
        )}
      </BlockStack>
    </Card>
  );
}

function triggerOf(kind: Trigger["kind"], choices: EditorChoices): Trigger {
  if (kind === "fact") return { kind, fact: "order.paid" };
  if (kind === "segment_joined") return { kind, segmentId: choices.segments[0]?.id ?? "0" };
  return CART_RECOVERY.trigger;
}

function AbandonmentFields({
  trigger,
  onChange,
}: {
  trigger: AbandonmentTrigger;
  onChange: (trigger: AbandonmentTrigger) => void;
}) {
  const { t } = useTranslation();
  return (
    <FormLayout>
      <Select
        label={t("journeys.trigger.of")}
        options={(["either", "checkout", "cart"] as const).map((of) => ({
          value: of,
          label: t(`journeys.trigger.ofs.${of}`),
        }))}
        value={trigger.of}
        onChange={(of) => onChange({ ...trigger, of: of as AbandonmentTrigger["of"] })}
      />
      <DurationField
        label={t("journeys.trigger.quiet")}
        minutes={trigger.quietMinutes}
        onChange={(quietMinutes) => onChange({ ...trigger, quietMinutes })}
      />
      <MoneyField
        label={t("journeys.trigger.minimum")}
        helpText={t("journeys.trigger.minimum_help")}
        valueMinor={trigger.minTotalMinor}
        onChange={(minTotalMinor) => onChange({ ...trigger, minTotalMinor })}
      />
      <BlockStack>
        {(["needsStock", "needsNewestCart", "needsConsent"] as const).map((rule) => (
          <Checkbox
            key={rule}
            label={t(`journeys.trigger.rules.${rule}`)}
            checked={trigger[rule]}
            onChange={(isOn) => onChange({ ...trigger, [rule]: isOn })}
          />
        ))}
      </BlockStack>
    </FormLayout>
  );
}

/** Whether people may come back, who is kept without messages, and what counts as recovered. */
export function EntryFields({ definition, onChange }: Omit<TriggerCardProps, "choices">) {
  const { t } = useTranslation();
  const { reentry } = definition;
  const choose = (kind: Reentry["kind"]): Reentry => (kind === "after_days" ? { kind, days: 30 } : { kind });
  return (
    <FormLayout>
      <Select
        label={t("journeys.reentry.label")}
        options={(["always", "after_days", "never"] as const).map((kind) => ({
          value: kind,
          label: t(`journeys.reentry.${kind}`),
        }))}
        value={reentry.kind}
        onChange={(kind) => onChange({ ...definition, reentry: choose(kind as Reentry["kind"]) })}
      />
      {reentry.kind === "after_days" && (
        <TextField
          label={t("journeys.reentry.days")}
          type="number"
          min={1}
          value={String(reentry.days)}
          onChange={(days) =>
            onChange({ ...definition, reentry: { kind: "after_days", days: wholeNumber(days) } })
          }
          autoComplete="off"
        />
      )}
      <Checkbox
        label={t("journeys.ends_on_purchase")}
        checked={definition.endsOnPurchase}
        onChange={(endsOnPurchase) => onChange({ ...definition, endsOnPurchase })}
      />
      <TextField
        label={t("journeys.holdout")}
        helpText={t("journeys.holdout_help")}
        type="number"
        min={0}
        max={50}
        suffix="%"
        value={String(definition.holdoutPercent)}
        onChange={(value) => onChange({ ...definition, holdoutPercent: wholeNumber(value) })}
        autoComplete="off"
      />
      <TextField
        label={t("journeys.attribution")}
        suffix={t("journeys.unit.days").toLowerCase()}
        type="number"
        min={1}
        max={30}
        value={String(definition.attributionDays)}
        onChange={(value) => onChange({ ...definition, attributionDays: wholeNumber(value) })}
        autoComplete="off"
      />
    </FormLayout>
  );
}
