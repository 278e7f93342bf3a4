import { BlockStack, Card, Checkbox, ChoiceList, FormLayout, Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { ProgrammeDraft } from "./programme-draft.ts";

interface ProgrammeFormProps {
  draft: ProgrammeDraft;
  errors: FieldErrors;
  /** Whether this is the first start, when past orders may be rewarded, too. */
  isStart: boolean;
  onChange: (changes: Partial<ProgrammeDraft>) => void;
}

/** The sign that amounts of a currency carry, and on which side of them. */
function useCurrencySign(): { prefix?: string; suffix?: string } {
  const { locale, currency } = useFormats();
  const parts = new Intl.NumberFormat(locale, { style: "currency", currency }).formatToParts(1);
  const sign = parts.find((part) => part.type === "currency")?.value ?? currency;
  return parts[0]?.type === "currency" ? { prefix: sign } : { suffix: sign };
}

/** The fields of the programme: how points are earned, what they are exchanged for, and whether it runs. */
export function ProgrammeForm(props: ProgrammeFormProps) {
  return (
    <BlockStack gap="400">
      <EarningCard {...props} />
      <RewardCard {...props} />
      <RunningCard {...props} />
    </BlockStack>
  );
}

function EarningCard({ draft, errors, onChange }: ProgrammeFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const sign = useCurrencySign();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("loyalty.earning.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("loyalty.earning.text")}
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group condensed>
            <TextField
              label={t("loyalty.earning.points")}
              value={draft.earnPoints}
              onChange={(earnPoints) => onChange({ earnPoints })}
              suffix={t("loyalty.points_unit")}
              inputMode="numeric"
              autoComplete="off"
              error={errorText(errors.earnPoints)}
            />
            <TextField
              label={t("loyalty.earning.amount")}
              value={draft.earnAmount}
              onChange={(earnAmount) => onChange({ earnAmount })}
              {...sign}
              inputMode="decimal"
              autoComplete="off"
              error={errorText(errors.earnPerMinor)}
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function RewardCard({ draft, errors, onChange }: ProgrammeFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const sign = useCurrencySign();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("loyalty.reward.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("loyalty.reward.text")}
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group condensed>
            <TextField
              label={t("loyalty.reward.points")}
              value={draft.rewardPoints}
              onChange={(rewardPoints) => onChange({ rewardPoints })}
              suffix={t("loyalty.points_unit")}
              inputMode="numeric"
              autoComplete="off"
              error={errorText(errors.rewardCostPoints)}
            />
            <TextField
              label={t("loyalty.reward.amount")}
              value={draft.rewardAmount}
              onChange={(rewardAmount) => onChange({ rewardAmount })}
              {...sign}
              inputMode="decimal"
              autoComplete="off"
              error={errorText(errors.rewardValueMinor)}
            />
          </FormLayout.Group>
          <Checkbox
            label={t("loyalty.reward.active")}
            helpText={t("loyalty.reward.active_help")}
            checked={draft.rewardActive}
            onChange={(rewardActive) => onChange({ rewardActive })}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function RunningCard({ draft, isStart, onChange }: ProgrammeFormProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t(isStart ? "loyalty.running.start_title" : "loyalty.running.title")}
        </Text>
        {isStart ? (
          <ChoiceList
            title={t("loyalty.running.since")}
            choices={[
              { value: "now", label: t("loyalty.running.now"), helpText: t("loyalty.running.now_help") },
              { value: "year", label: t("loyalty.running.year"), helpText: t("loyalty.running.year_help") },
            ]}
            selected={[draft.includePastYear ? "year" : "now"]}
            onChange={([selected]) => onChange({ includePastYear: selected === "year" })}
          />
        ) : (
          <Checkbox
            label={t("loyalty.running.active")}
            helpText={t("loyalty.running.active_help")}
            checked={draft.active}
            onChange={(active) => onChange({ active })}
          />
        )}
        <Text as="p" tone="subdued">
          {t(isStart ? "loyalty.running.start_note" : "loyalty.running.change_note")}
        </Text>
      </BlockStack>
    </Card>
  );
}
