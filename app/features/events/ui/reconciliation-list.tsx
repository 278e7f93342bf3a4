import { Badge, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { ResourceComparison } from "../read-reconciliation.server.ts";

/** What is compared with Shopify: when, how much, what differed, what is done about it. */
export function ReconciliationList({ resources }: { resources: readonly ResourceComparison[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = (value: number | undefined) => (value === undefined ? "–" : formats.number(value));
  const columns: Column<ResourceComparison>[] = [
    {
      key: "resource",
      heading: t("reconciliation.resource"),
      role: "title",
      render: ({ resource }) => t(`reconciliation.resources.${resource}`),
    },
    {
      key: "last",
      heading: t("reconciliation.last"),
      role: "plain",
      render: ({ last }) => (
        <Text as="span" tone="subdued">
          {last ? <Moment at={last.finishedAt} withTime /> : t("reconciliation.never")}
        </Text>
      ),
    },
    {
      key: "compared",
      heading: t("reconciliation.compared"),
      align: "end",
      // While one is under way, how far it is.
      render: ({ current, last }) => count(current?.compared ?? last?.compared),
    },
    {
      key: "missing",
      heading: t("reconciliation.missing"),
      align: "end",
      render: ({ last }) => count(last?.missing),
    },
    {
      key: "stale",
      heading: t("reconciliation.stale"),
      align: "end",
      render: ({ last }) => count(last?.stale),
    },
    {
      key: "surplus",
      heading: t("reconciliation.surplus"),
      align: "end",
      render: ({ last }) => count(last?.surplus),
    },
    {
      key: "state",
      heading: t("reconciliation.state"),
      role: "lead",
      render: (comparison) => <State {...comparison} />,
    },
  ];
  return (
    <ResponsiveTable
      caption={t("reconciliation.title")}
      columns={columns}
      rows={resources}
      keyOf={({ resource }) => resource}
    />
  );
}

function State({ current, last }: ResourceComparison) {
  const { t } = useTranslation();
  if (current?.problem) return <Badge tone="attention">{t("reconciliation.states.put_off")}</Badge>;
  if (current) return <Badge tone="info">{t("reconciliation.states.comparing")}</Badge>;
  if (!last) return <Badge>{t("reconciliation.states.planned")}</Badge>;
  const differing = last.missing + last.stale + last.surplus;
  if (differing === 0) return <Badge tone="success">{t("reconciliation.states.same")}</Badge>;
  return last.repaired === differing ? (
    <Badge tone="success">{t("reconciliation.states.repaired")}</Badge>
  ) : (
    <Badge tone="warning">{t("reconciliation.states.partly")}</Badge>
  );
}
