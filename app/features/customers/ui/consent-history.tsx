import { Badge, BlockStack, Divider, InlineStack, Modal, Spinner, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { ConsentEvidence, ProvenConsent } from "#app/features/customers/index.server.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { useConsentWords } from "#app/ui/use-consent-words.ts";

/** Everything a person said about one channel, with what proves it. Looking is noted in the access log. */
export function ConsentHistory({
  customerId,
  channel,
  onClose,
}: {
  customerId: bigint;
  channel: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const words = useConsentWords();
  const { load, data } = useFetcher<{ history: ProvenConsent[] }>();
  const address = `/app/customers/${customerId}/consents?${new URLSearchParams({ channel })}`;
  useEffect(() => load(address), [address, load]);
  return (
    <Modal
      open
      onClose={onClose}
      title={t("profile.channels.history.title", { channel: words.channel(channel) })}
      secondaryActions={[{ content: t("profile.channels.history.close"), onAction: onClose }]}
    >
      <Modal.Section>
        {data ? (
          <BlockStack gap="300">
            <Text as="p" tone="subdued">
              {t("profile.channels.history.noted")}
            </Text>
            {data.history.map((statement) => (
              <Statement key={statement.key} statement={statement} />
            ))}
          </BlockStack>
        ) : (
          <Spinner size="small" accessibilityLabel={t("profile.channels.history.loading")} />
        )}
      </Modal.Section>
    </Modal>
  );
}

function Statement({ statement }: { statement: ProvenConsent }) {
  const { t } = useTranslation();
  const words = useConsentWords();
  const { state, source, changedAt, evidence } = statement;
  return (
    <BlockStack gap="100">
      <Divider />
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="span" fontWeight="medium">
          {changedAt.getTime() > 0 ? <Moment at={changedAt} withTime /> : t("profile.channels.since_unknown")}
        </Text>
        <StateBadge state={state} />
      </InlineStack>
      <Text as="p" tone="subdued" variant="bodySm">
        {[t("profile.channels.source", { source: words.source(source) }), words.level(statement)]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {evidence ? (
        <Evidence evidence={evidence} />
      ) : (
        <Text as="p" tone="subdued" variant="bodySm">
          {t("profile.channels.history.no_evidence")}
        </Text>
      )}
    </BlockStack>
  );
}

function Evidence({ evidence: { text, locale, page, collectedBy } }: { evidence: ConsentEvidence }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const language = (code: string) => {
    try {
      return new Intl.DisplayNames([formats.locale], { type: "language" }).of(code) ?? code;
    } catch {
      return code;
    }
  };
  const lines = [
    text && t("profile.channels.history.words", { text }),
    locale && t("profile.channels.history.language", { language: language(locale) }),
    page && t("profile.channels.history.page", { page }),
    collectedBy && t("profile.channels.history.collected_by", { text: collectedBy }),
  ].filter(Boolean);
  return lines.map((line) => (
    <Text key={line} as="p" breakWord>
      {line}
    </Text>
  ));
}

/** A consent's state. */
export function StateBadge({ state }: { state: string }) {
  const words = useConsentWords();
  const tone = state === "subscribed" ? "success" : state === "pending" ? "attention" : undefined;
  return <Badge {...(tone ? { tone } : {})}>{words.state(state)}</Badge>;
}
