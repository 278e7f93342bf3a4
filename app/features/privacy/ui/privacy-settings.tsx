import { BlockStack, Button, Card, Checkbox, FormLayout, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { showToast } from "#app/ui/toast.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";

export type SettingsAnswer = { step: "saved" } | { step: "refused"; errors: FieldErrors };

interface Settings {
  exportDays: number;
  accessLogMonths: number;
  doubleOptIn: boolean;
}

/** For how long what is kept, and whether subscriptions must be confirmed. */
export function PrivacySettings({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<SettingsAnswer>();
  const [exportDays, setExportDays] = useState(String(settings.exportDays));
  const [months, setMonths] = useState(String(settings.accessLogMonths));
  const [doubleOptIn, setDoubleOptIn] = useState(settings.doubleOptIn);
  const errors = fetcher.data?.step === "refused" ? fetcher.data.errors : {};
  useEffect(() => {
    if (fetcher.data?.step === "saved") showToast(t("privacy.settings.saved"));
  }, [fetcher.data, t]);
  const save = () =>
    void fetcher.submit(
      {
        intent: "settings",
        exportDays,
        accessLogMonths: months,
        ...(doubleOptIn ? { doubleOptIn: "on" } : {}),
      },
      { method: "post" },
    );
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("privacy.settings.title")}
        </Text>
        <FormLayout>
          <TextField
            type="number"
            label={t("privacy.settings.export_days")}
            value={exportDays}
            onChange={setExportDays}
            error={errorText(errors["exportDays"])}
            autoComplete="off"
          />
          <TextField
            type="number"
            label={t("privacy.settings.access_log_months")}
            value={months}
            onChange={setMonths}
            error={errorText(errors["accessLogMonths"])}
            autoComplete="off"
          />
          <Checkbox
            label={t("privacy.settings.double_opt_in")}
            helpText={t("privacy.settings.double_opt_in_help")}
            checked={doubleOptIn}
            onChange={setDoubleOptIn}
          />
          <Button onClick={save} loading={fetcher.state !== "idle"}>
            {t("form.save")}
          </Button>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
