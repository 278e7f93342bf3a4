import { Badge, Checkbox, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { personName } from "#app/ui/person-name.ts";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { ColumnName, Stage } from "../schema.ts";
import { StageBadge } from "./stage-badge.tsx";

export interface CustomerLine {
  id: bigint;
  kind: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  countryCode: string | null;
  tags: string[];
  stage: Stage | null;
  points: bigint;
  ordersCount: number;
  spentMinor: bigint;
  lastOrderAt: Date | null;
  subscribedTo: string[];
}

interface CustomersListProps {
  customers: readonly CustomerLine[];
  columns: readonly ColumnName[];
  selected: ReadonlySet<string>;
  onSelect: (id: string, isSelected: boolean) => void;
}

const TAGS_SHOWN = 3;

/** How a person is called in a list: by name, else as what they are. */
export function useNameOf(): (
  person: { id: bigint; kind: string } & Parameters<typeof personName>[0],
) => string {
  const { t } = useTranslation();
  return (person) => {
    const name = personName(person);
    if (name) return name;
    if (person.kind !== "visitor") return t("customers.nameless");
    return t("customers.visitor_name", { number: (-person.id % 1_000_000n).toString() });
  };
}

/** The customers of one page; each leads to its own page and can be selected. */
export function CustomersList({ customers, columns, selected, onSelect }: CustomersListProps) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const shown = useColumns();
  const select: Column<CustomerLine> = {
    key: "select",
    heading: t("customers.select"),
    role: "select",
    render: (customer) => (
      <Checkbox
        label={t("customers.select_customer", { name: nameOf(customer) })}
        labelHidden
        checked={selected.has(customer.id.toString())}
        onChange={(isSelected) => onSelect(customer.id.toString(), isSelected)}
      />
    ),
  };
  const name: Column<CustomerLine> = {
    key: "name",
    heading: t("customers.name"),
    role: "title",
    render: (customer) => nameOf(customer),
  };
  const kind: Column<CustomerLine> = {
    key: "kind",
    heading: "",
    role: "plain",
    render: ({ kind: is }) => (is === "guest" || is === "visitor") && <Badge>{t(`customers.${is}`)}</Badge>,
  };
  const hasOthers = customers.some((customer) => customer.kind !== "customer");
  return (
    <ResponsiveTable
      caption={t("customers.title")}
      columns={[select, name, ...(hasOthers ? [kind] : []), ...columns.map((column) => shown[column])]}
      rows={customers}
      keyOf={(customer) => customer.id.toString()}
      linkOf={(customer) => `/app/customers/${customer.id}`}
    />
  );
}

function useColumns(): Record<ColumnName, Column<CustomerLine>> {
  const { t } = useTranslation();
  const formats = useFormats();
  const channelName = (channel: string) =>
    channel === "email" || channel === "sms" || channel === "whatsapp" || channel === "push"
      ? t(`customers.channels.${channel}`)
      : channel;
  return {
    email: {
      key: "email",
      heading: t("customers.email"),
      role: "wide",
      render: ({ email }) =>
        email && (
          <Text as="span" tone="subdued">
            {email}
          </Text>
        ),
    },
    stage: {
      key: "stage",
      heading: t("customers.stage"),
      role: "plain",
      render: ({ stage }) => stage && <StageBadge stage={stage} />,
    },
    orders: {
      key: "orders",
      heading: t("customers.orders"),
      align: "end",
      render: (customer) => formats.number(customer.ordersCount),
    },
    spent: {
      key: "spent",
      heading: t("customers.spent"),
      align: "end",
      render: (customer) => formats.money(customer.spentMinor),
    },
    last_order: {
      key: "last_order",
      heading: t("customers.last_order"),
      align: "end",
      render: ({ lastOrderAt }) => lastOrderAt && <Moment at={lastOrderAt} />,
    },
    points: {
      key: "points",
      heading: t("customers.points"),
      role: "lead",
      align: "end",
      unit: t("customers.points_unit"),
      render: (customer) => formats.number(customer.points),
    },
    consent: {
      key: "consent",
      heading: t("customers.consent"),
      render: ({ subscribedTo }) => subscribedTo.map(channelName).join(", "),
    },
    tags: {
      key: "tags",
      heading: t("customers.tags"),
      role: "wide",
      render: ({ tags }) =>
        tags.length > 0 && (
          <InlineStack gap="100">
            {tags.slice(0, TAGS_SHOWN).map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
            {tags.length > TAGS_SHOWN && <Badge>{`+${tags.length - TAGS_SHOWN}`}</Badge>}
          </InlineStack>
        ),
    },
    country: { key: "country", heading: t("customers.country"), render: ({ countryCode }) => countryCode },
    since: {
      key: "since",
      heading: t("customers.since"),
      align: "end",
      render: (customer) => customer.createdAt && <Moment at={customer.createdAt} />,
    },
  };
}
