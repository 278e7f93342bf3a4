import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { TrendChart } from "#app/ui/trend-chart.tsx";
import type { DayOfDifferences } from "../read-reconciliation.server.ts";

/** What differed, day by day: a shop whose webhooks arrive has a line at zero. */
export function ReconciliationHistory({ days }: { days: readonly DayOfDifferences[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const seriesOf = (field: "missing" | "stale" | "surplus", color: string) => ({
    name: t(`reconciliation.${field}`),
    color,
    data: days.map((day) => ({ key: day.day, value: day[field] })),
  });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("reconciliation.history.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("reconciliation.history.text")}
          </Text>
        </BlockStack>
        <TrendChart
          heightPx={220}
          series={[
            seriesOf("missing", "#0f6b4f"),
            seriesOf("stale", "#c2630c"),
            seriesOf("surplus", "#5b4bb5"),
          ]}
          description={t("reconciliation.history.title")}
          keyHeading={t("reconciliation.history.day")}
          formatKey={(day) => formats.day(day)}
          formatValue={(records) =>
            t("reconciliation.history.records", { count: records, records: formats.number(records) })
          }
          formatTick={(records) => formats.compact(records)}
        />
      </BlockStack>
    </Card>
  );
}
