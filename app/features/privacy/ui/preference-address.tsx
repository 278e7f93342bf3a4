import { BlockStack, Button, Card, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "#app/ui/toast.ts";

/** Tells the merchant where shoppers find the preference centre, to link to it. */
export function PreferenceAddress({ address }: { address: string }) {
  const { t } = useTranslation();
  const [isRefused, setIsRefused] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setIsRefused(false);
      showToast(t("privacy.centre.copied"));
    } catch {
      setIsRefused(true);
    }
  };
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("privacy.centre.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("privacy.centre.text")}
        </Text>
        <TextField
          label={t("privacy.centre.address")}
          value={address}
          readOnly
          selectTextOnFocus
          autoComplete="off"
          error={isRefused ? t("privacy.centre.copy_refused") : undefined}
          connectedRight={<Button onClick={() => void copy()}>{t("privacy.centre.copy")}</Button>}
        />
      </BlockStack>
    </Card>
  );
}
