import { Badge, BlockStack, InlineStack, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { useShown } from "#app/ui/use-shown.tsx";

interface CustomerSubscription {
  id: bigint;
  status: string;
  currency: string | null;
  interval: string | null;
  intervalCount: number | null;
  startedAt: Date | null;
  nextBillingAt: Date | null;
  lines: { lineId: string; title: string; quantity: number; unitPriceMinor: string }[];
}

const STATUS_TONES = {
  active: "success",
  paused: "attention",
  cancelled: undefined,
  expired: undefined,
  failed: "critical",
} as const;
const INTERVALS = ["day", "week", "month", "year"] as const;
const SUBSCRIPTIONS_SHOWN = 4;

/** What a customer gets again and again; no card for the many who have no subscription. */
export function CustomerSubscriptions({ subscriptions }: { subscriptions: readonly CustomerSubscription[] }) {
  const { t } = useTranslation();
  const { shown, more } = useShown(subscriptions, SUBSCRIPTIONS_SHOWN);
  if (subscriptions.length === 0) return null;
  return (
    <SectionCard title={t("subscriptions.title")}>
      <BlockStack gap="400">
        {shown.map((subscription) => (
          <Subscription key={subscription.id.toString()} subscription={subscription} />
        ))}
      </BlockStack>
      {more}
    </SectionCard>
  );
}

function Subscription({ subscription }: { subscription: CustomerSubscription }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { status, currency, intervalCount, startedAt, nextBillingAt, lines } = subscription;
  const known = status in STATUS_TONES ? (status as keyof typeof STATUS_TONES) : null;
  const interval = INTERVALS.find((each) => each === subscription.interval);
  const count = intervalCount ?? 1;
  // Whoever cancelled is not charged any more, whatever date still stands there.
  const isRunning = status === "active" || status === "failed";
  const times = [
    ...(isRunning && nextBillingAt ? [t("subscriptions.next", { date: formats.date(nextBillingAt) })] : []),
    ...(startedAt ? [t("subscriptions.since", { date: formats.date(startedAt) })] : []),
  ];
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        {interval && (
          <Text as="span" fontWeight="semibold">
            {t(`subscriptions.every.${interval}`, { count, number: formats.number(count) })}
          </Text>
        )}
        {known && <Badge tone={STATUS_TONES[known]}>{t(`subscriptions.status.${known}`)}</Badge>}
      </InlineStack>
      {lines.length > 0 ? (
        <List>
          {lines.map((line) => (
            <List.Item key={line.lineId}>
              {t("subscriptions.line", {
                quantity: formats.number(line.quantity),
                title: line.title,
                price: formats.money(BigInt(line.unitPriceMinor), currency ?? undefined),
              })}
            </List.Item>
          ))}
        </List>
      ) : (
        <Text as="p" tone="subdued">
          {t("subscriptions.no_lines")}
        </Text>
      )}
      {times.map((text) => (
        <Text key={text} as="p" tone="subdued" variant="bodySm">
          {text}
        </Text>
      ))}
    </BlockStack>
  );
}
