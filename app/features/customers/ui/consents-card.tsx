import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { type SaidConsent, useConsentWords } from "#app/ui/use-consent-words.ts";
import { hasHistory } from "../schema.ts";
import { ConsentHistory, StateBadge } from "./consent-history.tsx";

/** What the person agreed to: state, since when, by what and how sure; each channel's history and evidence open from here. */
export function ConsentsCard({
  customerId,
  consents,
}: {
  customerId: bigint;
  consents: readonly (SaidConsent & { changedAt: Date })[];
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useConsentWords();
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <SectionCard
      title={t("profile.channels.title")}
      empty={consents.length === 0 ? t("profile.channels.none") : undefined}
    >
      {consents.map((consent) => (
        <BlockStack key={consent.channel} gap="050">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="span" fontWeight="medium">
              {words.channel(consent.channel)}
            </Text>
            <StateBadge state={consent.state} />
          </InlineStack>
          <div suppressHydrationWarning>
            <Text as="span" tone="subdued" variant="bodySm">
              {[
                consent.changedAt.getTime() > 0
                  ? t("profile.channels.since", { date: formats.date(consent.changedAt) })
                  : t("profile.channels.since_unknown"),
                t("profile.channels.source", { source: words.source(consent.source) }),
                // What a browser allows is never confirmed.
                hasHistory(consent.channel) && words.level(consent),
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </div>
          {hasHistory(consent.channel) && (
            <div>
              <Button
                variant="plain"
                onClick={() => setOpened(consent.channel)}
                accessibilityLabel={t("profile.channels.open_for", {
                  channel: words.channel(consent.channel),
                })}
              >
                {t("profile.channels.open")}
              </Button>
            </div>
          )}
        </BlockStack>
      ))}
      {opened && (
        <ConsentHistory
          key={opened}
          customerId={customerId}
          channel={opened}
          onClose={() => setOpened(null)}
        />
      )}
    </SectionCard>
  );
}
