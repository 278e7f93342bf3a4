import { Badge, BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";

interface Redemption {
  id: string;
  costPoints: number;
  valueMinor: number;
  currency: string;
  status: "pending" | "posted" | "voided";
  code: string;
  requestedAt: Date;
  failure: string | null;
}

const TONES = { pending: "attention", posted: "success", voided: undefined } as const;

/** The discount codes that a customer exchanged points for, newest first. */
export function Redemptions({ redemptions }: { redemptions: readonly Redemption[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <SectionCard
      title={t("redemptions.title")}
      empty={redemptions.length === 0 ? t("redemptions.empty") : undefined}
    >
      {redemptions.map((redemption) => (
        <Box
          key={redemption.id}
          borderBlockStartWidth="025"
          borderColor="border-secondary"
          paddingBlockStart="300"
        >
          <BlockStack gap="100">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="span" fontWeight="medium">
                <code>{redemption.code}</code>
              </Text>
              <Badge tone={TONES[redemption.status]}>{t(`redemptions.status.${redemption.status}`)}</Badge>
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm">
              {t("redemptions.exchange", {
                count: redemption.costPoints,
                points: formats.number(redemption.costPoints),
                value: formats.money(redemption.valueMinor, redemption.currency),
              })}
              {" · "}
              <Moment at={redemption.requestedAt} withTime />
            </Text>
            {redemption.status === "voided" && redemption.failure && (
              <Text as="span" variant="bodySm" breakWord>
                {t("redemptions.failure", { reason: redemption.failure })}
              </Text>
            )}
          </BlockStack>
        </Box>
      ))}
    </SectionCard>
  );
}
