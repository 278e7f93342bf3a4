import { Banner, BlockStack, Card, SkeletonBodyText, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import styles from "./cost-preview.module.css";
import { MonthBars } from "./month-bars.tsx";

/** What a programme would have cost on last year's orders. */
export interface CostPreviewData {
  orders: number;
  members: number;
  points: bigint;
  rewards: bigint;
  costMinor: bigint;
  revenueMinor: bigint;
  costShare: number;
  months: { month: string; points: bigint }[];
}

/** Above this share of revenue the page asks whether that is meant. */
const HIGH_COST_SHARE = 0.1;

interface CostPreviewProps {
  /** undefined while it is worked out for the first time; null when the fields cannot be read. */
  preview: CostPreviewData | null | undefined;
  isStale: boolean;
}

/** The programme, tried on the real orders of the last twelve months. */
export function CostPreview({ preview, isStale }: CostPreviewProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("preview.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("preview.text")}
          </Text>
        </BlockStack>
        <div className={styles.content} data-stale={isStale ? "" : undefined} aria-live="polite">
          {preview === undefined && <SkeletonBodyText lines={12} />}
          {preview === null && (
            <Text as="p" tone="subdued">
              {t("preview.unreadable")}
            </Text>
          )}
          {preview &&
            (preview.orders === 0 ? (
              <Text as="p">{t("preview.no_orders")}</Text>
            ) : (
              <Results preview={preview} />
            ))}
        </div>
      </BlockStack>
    </Card>
  );
}

function Results({ preview }: { preview: CostPreviewData }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const figures = [
    [t("preview.members"), formats.number(preview.members)],
    [t("preview.points"), formats.number(preview.points)],
    [t("preview.rewards"), formats.number(preview.rewards)],
    [t("preview.cost"), formats.money(preview.costMinor)],
  ] as const;
  return (
    <BlockStack gap="400">
      <div>
        <Text as="p" variant="headingXl" numeric>
          {t("preview.share", { share: formats.percent(preview.costShare) })}
        </Text>
        <Text as="p" tone="subdued">
          {t("preview.share_text", { revenue: formats.money(preview.revenueMinor) })}
        </Text>
      </div>
      {preview.costShare > HIGH_COST_SHARE && (
        <Banner tone="warning">
          <p>{t("preview.high", { share: formats.percent(HIGH_COST_SHARE) })}</p>
        </Banner>
      )}
      <dl className={styles.figures}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t("preview.by_month")}
        </Text>
        <MonthBars months={preview.months} />
      </BlockStack>
      <Text as="p" tone="subdued" variant="bodySm">
        {t("preview.note", { count: preview.orders, orders: formats.number(preview.orders) })}
      </Text>
    </BlockStack>
  );
}
