import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { StateBadge, SyncBadge } from "./segment-badges.tsx";
import { SizeTrend } from "./size-trend.tsx";

export interface SegmentLine {
  id: bigint;
  name: string;
  description: string;
  condition: string;
  state: string;
  progress: { built: number; total: number };
  members: number;
  sizes: { day: string; members: number }[];
  sync: string;
  tag: string | null;
  syncError: string | null;
  isAtShopify: boolean;
}

/** All segments; each leads to its own page. */
export function SegmentsList({ segments, people }: { segments: readonly SegmentLine[]; people: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<SegmentLine>[] = [
    {
      key: "name",
      heading: t("segments.name"),
      role: "title",
      render: (segment) => (
        <BlockStack gap="050">
          <InlineStack gap="200" blockAlign="center">
            <span>{segment.name}</span>
            <StateBadge {...segment} />
          </InlineStack>
          <Text as="span" tone="subdued" variant="bodySm" fontWeight="regular" breakWord>
            {segment.description || segment.condition}
          </Text>
        </BlockStack>
      ),
    },
    {
      key: "members",
      heading: t("segments.members"),
      role: "lead",
      align: "end",
      unit: t("segments.members_unit"),
      render: ({ members }) => formats.number(members),
    },
    {
      key: "share",
      heading: t("segments.share"),
      align: "end",
      render: ({ members }) => (people > 0 ? formats.percent(Math.min(1, members / people)) : ""),
    },
    {
      key: "trend",
      heading: t("segments.trend"),
      role: "plain",
      render: ({ sizes }) => <SizeTrend sizes={sizes} />,
    },
    {
      key: "sync",
      heading: t("segments.shopify"),
      role: "plain",
      render: (segment) => <SyncBadge {...segment} />,
    },
  ];
  return (
    <ResponsiveTable
      caption={t("segments.title")}
      columns={columns}
      rows={segments}
      keyOf={({ id }) => id.toString()}
      linkOf={({ id }) => `/app/segments/${id}`}
    />
  );
}
