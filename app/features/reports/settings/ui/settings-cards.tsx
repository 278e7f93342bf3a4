import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Text,
  TextField,
} from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { SuggestedThresholds } from "../suggested-thresholds.ts";
import type { SettingsDraft } from "./use-settings-form.ts";

export interface SettingsCardProps {
  draft: SettingsDraft;
  errors: FieldErrors;
  onChange: (changes: Partial<SettingsDraft>) => void;
}

type NumberName =
  | "loyalFromOrders"
  | "atRiskAfterDays"
  | "lapsedAfterDays"
  | "deliveryBodyDays"
  | "exportDays"
  | "accessLogMonths";

function NumberField({
  name,
  unit,
  draft,
  errors,
  onChange,
}: SettingsCardProps & { name: NumberName; unit: "days" | "orders" | "months" }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <TextField
      label={t(`settings.${name}`)}
      helpText={t(`settings.${name}_help`)}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
      suffix={t(`settings.unit.${unit}`)}
      inputMode="numeric"
      autoComplete="off"
      error={errorText(errors[name])}
    />
  );
}

/** A part of the settings under its heading. */
export function SettingsCard({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        <FormLayout>{children}</FormLayout>
      </BlockStack>
    </Card>
  );
}

/** From when on a customer counts as what, with thresholds that fit the shop. */
export function LifecycleCard({
  suggestion,
  ...form
}: SettingsCardProps & { suggestion: SuggestedThresholds | null }) {
  const { t } = useTranslation();
  const { draft, onChange } = form;
  const suggested = suggestion && {
    loyalFromOrders: String(suggestion.loyalFromOrders),
    atRiskAfterDays: String(suggestion.atRiskAfterDays),
    lapsedAfterDays: String(suggestion.lapsedAfterDays),
  };
  const isTaken =
    suggested !== null &&
    Object.entries(suggested).every(([name, value]) => draft[name as keyof SettingsDraft] === value);
  return (
    <SettingsCard title={t("settings.lifecycle.title")} text={t("settings.lifecycle.text")}>
      <NumberField name="loyalFromOrders" unit="orders" {...form} />
      <FormLayout.Group condensed>
        <NumberField name="atRiskAfterDays" unit="days" {...form} />
        <NumberField name="lapsedAfterDays" unit="days" {...form} />
      </FormLayout.Group>
      {suggestion && suggested ? (
        <BlockStack gap="200">
          <Text as="p">{t("settings.lifecycle.rhythm", { count: suggestion.medianDays })}</Text>
          <InlineStack>
            <Button onClick={() => onChange(suggested)} disabled={isTaken}>
              {t("settings.lifecycle.take", {
                orders: suggestion.loyalFromOrders,
                risk: suggestion.atRiskAfterDays,
                lapsed: suggestion.lapsedAfterDays,
              })}
            </Button>
          </InlineStack>
        </BlockStack>
      ) : (
        <Text as="p" tone="subdued">
          {t("settings.lifecycle.too_few")}
        </Text>
      )}
    </SettingsCard>
  );
}

/** How people are recognised, and when a subscription counts. */
export function PeopleCard({ draft, onChange }: SettingsCardProps) {
  const { t } = useTranslation();
  return (
    <SettingsCard title={t("settings.people.title")} text={t("settings.people.text")}>
      <Checkbox
        label={t("settings.foldsPlusAddresses")}
        helpText={t("settings.foldsPlusAddresses_help")}
        checked={draft.foldsPlusAddresses}
        onChange={(foldsPlusAddresses) => onChange({ foldsPlusAddresses })}
      />
      <Checkbox
        label={t("settings.doubleOptIn")}
        helpText={t("settings.doubleOptIn_help")}
        checked={draft.doubleOptIn}
        onChange={(doubleOptIn) => onChange({ doubleOptIn })}
      />
    </SettingsCard>
  );
}

/** For how long what is kept. */
export function RetentionCard(form: SettingsCardProps) {
  const { t } = useTranslation();
  return (
    <SettingsCard title={t("settings.retention.title")} text={t("settings.retention.text")}>
      <NumberField name="deliveryBodyDays" unit="days" {...form} />
      <NumberField name="exportDays" unit="days" {...form} />
      <NumberField name="accessLogMonths" unit="months" {...form} />
    </SettingsCard>
  );
}
