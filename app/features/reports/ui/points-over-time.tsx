import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { TrendChart } from "#app/ui/trend-chart.tsx";

/** A week of points; `week` is the Monday it begins on. */
interface WeekOfPoints {
  week: string;
  issued: bigint;
  redeemed: bigint;
}

/** Points issued and redeemed, week by week. */
export function PointsOverTime({ weeks }: { weeks: readonly WeekOfPoints[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const seriesOf = (field: "issued" | "redeemed", color: string) => ({
    name: t(`weeks.${field}`),
    color,
    data: weeks.map((week) => ({ key: week.week, value: Number(week[field]) })),
  });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("weeks.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("weeks.text")}
          </Text>
        </BlockStack>
        <TrendChart
          heightPx={250}
          series={[seriesOf("issued", "#0f6b4f"), seriesOf("redeemed", "#c2630c")]}
          description={t("weeks.title")}
          keyHeading={t("weeks.week")}
          formatKey={(week) => t("weeks.week_of", { day: formats.day(week) })}
          formatValue={(points) => t("points", { count: points, points: formats.number(points) })}
          formatTick={(points) => formats.compact(points)}
        />
      </BlockStack>
    </Card>
  );
}
