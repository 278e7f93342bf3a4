import { BlockStack, Button, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { RfmGroup } from "../domain/rfm.ts";
import { useOpenGroup } from "./rfm-grid.tsx";

interface GroupLine {
  group: RfmGroup;
  customers: number;
  netMinor: bigint;
}

/** The groups with what they are, how many customers they hold and what these spent. */
export function RfmGroups({ groups }: { groups: readonly GroupLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = useOpenGroup();
  const columns: Column<GroupLine>[] = [
    {
      key: "group",
      heading: t("segments.rfm.group"),
      role: "title",
      render: ({ group }) => (
        <BlockStack>
          <Text as="span" fontWeight="semibold">
            {t(`segments.rfm.groups.${group}`)}
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            {t(`segments.rfm.texts.${group}`)}
          </Text>
        </BlockStack>
      ),
    },
    {
      key: "customers",
      heading: t("segments.rfm.customers"),
      role: "lead",
      align: "end",
      render: ({ customers }) => formats.number(customers),
    },
    {
      key: "spent",
      heading: t("segments.rfm.spent"),
      align: "end",
      render: ({ netMinor }) => formats.money(netMinor),
    },
    {
      key: "open",
      heading: t("segments.ready.open"),
      role: "plain",
      align: "end",
      render: ({ group }) => (
        <Button
          variant="plain"
          onClick={() => open(group)}
          accessibilityLabel={t("segments.ready.open_label", { name: t(`segments.rfm.groups.${group}`) })}
        >
          {t("segments.ready.open")}
        </Button>
      ),
    },
  ];
  return (
    <ResponsiveTable
      caption={t("segments.rfm.title")}
      columns={columns}
      rows={groups}
      keyOf={({ group }) => group}
    />
  );
}
