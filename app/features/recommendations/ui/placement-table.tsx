import { Badge, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { PlacementReport } from "../report.server.ts";

/** The placements with what serves them and what they brought. */
export function PlacementTable({
  placements,
  counted,
}: {
  placements: readonly PlacementReport[];
  /** What the lists are made from, in words. */
  counted: string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<PlacementReport>[] = [
    {
      key: "placement",
      heading: t("recommendations.table.placement"),
      role: "title",
      render: ({ placement }) => t(`recommendations.placements.${placement}`),
    },
    {
      key: "model",
      heading: t("recommendations.table.model"),
      role: "plain",
      render: ({ model, evaluation }) =>
        evaluation?.verdict === "measured" || model === "Popularity" ? (
          t(`recommendations.models.${(model ?? "ItemKNN") as "ItemKNN"}`)
        ) : (
          <Badge>{t("recommendations.not_measured")}</Badge>
        ),
    },
    {
      key: "quality",
      heading: t("recommendations.table.quality"),
      align: "end",
      render: ({ evaluation, model }) => {
        const used = evaluation?.models.find(({ name }) => name === model);
        return used ? formats.percent(used.hitRate.mean) : "–";
      },
    },
    {
      key: "popularity",
      heading: t("recommendations.table.popularity"),
      align: "end",
      render: ({ evaluation }) => {
        const baseline = evaluation?.models.find(({ name }) => name === "Popularity");
        return baseline ? formats.percent(baseline.hitRate.mean) : "–";
      },
    },
    {
      key: "clicks",
      heading: t("recommendations.table.clicks"),
      align: "end",
      render: ({ brought }) => formats.number(brought.clicks),
    },
    {
      key: "orders",
      heading: t("recommendations.table.orders"),
      align: "end",
      render: ({ brought }) => formats.number(brought.orders),
    },
    {
      key: "revenue",
      heading: t("recommendations.table.revenue"),
      role: "lead",
      align: "end",
      render: ({ brought }) => formats.money(brought.revenueMinor),
    },
  ];
  return (
    <Card padding="0">
      <ResponsiveTable
        caption={t("recommendations.table.caption")}
        columns={columns}
        rows={placements}
        keyOf={({ placement }) => placement}
        linkOf={({ placement }) => `/app/recommendations/${placement}`}
      />
      <div style={{ padding: "var(--p-space-400)" }}>
        <Text as="p" tone="subdued" variant="bodySm">
          {counted} {t("recommendations.table.note")}
        </Text>
      </div>
    </Card>
  );
}
