import { Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { personName } from "#app/ui/person-name.ts";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";

interface CustomerLine {
  id: bigint;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  points: bigint;
  ordersCount: number;
  spentMinor: bigint;
}

/** The customers of one page; each leads to its own page. */
export function CustomersList({ customers }: { customers: readonly CustomerLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<CustomerLine>[] = [
    {
      key: "name",
      heading: t("customers.name"),
      role: "title",
      render: (customer) => personName(customer) ?? t("customers.nameless"),
    },
    {
      key: "email",
      heading: t("customers.email"),
      role: "wide",
      render: (customer) =>
        customer.email && (
          <Text as="span" tone="subdued">
            {customer.email}
          </Text>
        ),
    },
    {
      key: "orders",
      heading: t("customers.orders"),
      align: "end",
      render: (customer) => formats.number(customer.ordersCount),
    },
    {
      key: "spent",
      heading: t("customers.spent"),
      align: "end",
      render: (customer) => formats.money(customer.spentMinor),
    },
    {
      key: "points",
      heading: t("customers.points"),
      role: "lead",
      align: "end",
      unit: t("customers.points_unit"),
      render: (customer) => formats.number(customer.points),
    },
    {
      key: "since",
      heading: t("customers.since"),
      align: "end",
      render: (customer) => customer.createdAt && <Moment at={customer.createdAt} />,
    },
  ];
  return (
    <ResponsiveTable
      caption={t("customers.title")}
      columns={columns}
      rows={customers}
      keyOf={(customer) => customer.id.toString()}
      linkOf={(customer) => `/app/customers/${customer.id}`}
    />
  );
}
