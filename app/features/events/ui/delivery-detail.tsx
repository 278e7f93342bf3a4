import { Banner, BlockStack, Box, Card, InlineStack, Scrollable, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { DeliveryBadge } from "./delivery-badge.tsx";
import styles from "./delivery-detail.module.css";

interface DeliveryDetailProps {
  delivery: {
    topic: string;
    status: string;
    attempts: number;
    error: string | null;
    receivedAt: Date;
    processedAt: Date | null;
    triggeredAt: Date | null;
    webhookId: string;
    eventId: string;
    apiVersion: string | null;
    body: string | null;
  };
}

/** Lays JSON out for reading without touching its numbers (an id may be longer than a double holds). */
export function layOutJson(text: string): string {
  let depth = 0;
  let laidOut = "";
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []) {
    const line = () => `\n${"  ".repeat(depth)}`;
    if (token === "{" || token === "[") {
      depth += 1;
      laidOut += token + line();
    } else if (token === "}" || token === "]") {
      depth = Math.max(0, depth - 1);
      laidOut = laidOut.trimEnd();
      laidOut += /[{[]$/.test(laidOut) ? token : line() + token;
    } else if (token === ",") laidOut += token + line();
    else laidOut += token === ":" ? ": " : token;
  }
  return laidOut;
}

/** One delivery: where it stands, when, and what Shopify sent. */
export function DeliveryDetail({ delivery }: DeliveryDetailProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <BlockStack gap="400">
      {delivery.error && (
        <Banner
          tone={delivery.status === "failed" ? "critical" : "info"}
          title={t(delivery.status === "failed" ? "delivery.failed" : "delivery.note")}
        >
          <Text as="p" breakWord>
            {delivery.error}
          </Text>
        </Banner>
      )}
      <Card>
        <dl className={styles.details}>
          <Detail label={t("deliveries.state")}>
            <DeliveryBadge status={delivery.status} />
          </Detail>
          <Detail label={t("deliveries.attempts")}>{formats.number(delivery.attempts)}</Detail>
          <Detail label={t("delivery.triggered")}>
            {delivery.triggeredAt ? <Moment at={delivery.triggeredAt} withTime /> : t("delivery.unknown")}
          </Detail>
          <Detail label={t("deliveries.received")}>
            <Moment at={delivery.receivedAt} withTime />
          </Detail>
          <Detail label={t("delivery.processed")}>
            {delivery.processedAt ? <Moment at={delivery.processedAt} withTime /> : t("delivery.not_yet")}
          </Detail>
          <Detail label={t("delivery.api_version")}>{delivery.apiVersion ?? t("delivery.unknown")}</Detail>
          <Detail label={t("delivery.event_id")}>{delivery.eventId}</Detail>
          <Detail label={t("delivery.webhook_id")}>{delivery.webhookId}</Detail>
        </dl>
      </Card>
      <Card padding="0">
        <Box padding="400" paddingBlockEnd="200">
          <InlineStack align="space-between">
            <Text as="h2" variant="headingMd">
              {t("delivery.body")}
            </Text>
            {delivery.body && (
              <Text as="span" tone="subdued">
                {t("delivery.size", { kilobytes: formats.number(Math.ceil(delivery.body.length / 1000)) })}
              </Text>
            )}
          </InlineStack>
        </Box>
        {delivery.body ? (
          <Scrollable focusable horizontal className={styles.body}>
            <pre>{layOutJson(delivery.body)}</pre>
          </Scrollable>
        ) : (
          <Box padding="400" paddingBlockStart="0">
            <Text as="p" tone="subdued">
              {t("delivery.erased")}
            </Text>
          </Box>
        )}
      </Card>
    </BlockStack>
  );
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
