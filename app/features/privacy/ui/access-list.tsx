import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";

interface AccessLine {
  id: bigint;
  customerId: bigint | null;
  actor: string;
  action: string;
  at: Date;
}

const ACTIONS = ["viewed", "exported", "exported_many", "edited", "merged", "unmerged", "erased"] as const;

/** Who looked at, changed or took away whose data. */
export function AccessList({ lines }: { lines: readonly AccessLine[] }) {
  const { t } = useTranslation();
  const columns: Column<AccessLine>[] = [
    {
      key: "action",
      heading: t("privacy.access.action"),
      role: "title",
      render: ({ action }) => {
        const known = ACTIONS.find((candidate) => candidate === action);
        return known ? t(`privacy.access.${known}`) : action;
      },
    },
    {
      key: "at",
      heading: t("privacy.access.at"),
      role: "lead",
      render: ({ at }) => <Moment at={at} withTime />,
    },
    { key: "actor", heading: t("privacy.access.actor"), render: ({ actor }) => actor },
    {
      key: "customer",
      heading: t("privacy.person"),
      render: ({ customerId, action }) =>
        customerId === null ? (
          t(action === "exported_many" ? "privacy.access.many" : "privacy.access.erased_person")
        ) : (
          <Link to={`/app/customers/${customerId}`}>{customerId.toString()}</Link>
        ),
    },
  ];
  return (
    <ResponsiveTable
      caption={t("privacy.access.title")}
      columns={columns}
      rows={lines}
      keyOf={({ id }) => id.toString()}
    />
  );
}
