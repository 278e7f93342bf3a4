import { Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { DeliveryBadge } from "./delivery-badge.tsx";

interface DeliveryLine {
  id: bigint;
  topic: string;
  status: string;
  attempts: number;
  error: string | null;
  receivedAt: Date;
}

/** Webhooks as received, newest first; each leads to its details. */
export function DeliveriesList({ deliveries }: { deliveries: readonly DeliveryLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<DeliveryLine>[] = [
    { key: "topic", heading: t("deliveries.topic"), role: "title", render: (delivery) => delivery.topic },
    {
      key: "received",
      heading: t("deliveries.received"),
      role: "plain",
      render: (delivery) => (
        <Text as="span" tone="subdued">
          <Moment at={delivery.receivedAt} withTime />
        </Text>
      ),
    },
    {
      key: "state",
      heading: t("deliveries.state"),
      role: "lead",
      render: (delivery) => <DeliveryBadge status={delivery.status} />,
    },
    {
      key: "attempts",
      heading: t("deliveries.attempts"),
      align: "end",
      render: (delivery) => formats.number(delivery.attempts),
    },
    {
      key: "error",
      heading: t("deliveries.note"),
      role: "wide",
      render: (delivery) =>
        delivery.error && (
          <Text as="span" tone={delivery.status === "failed" ? "critical" : "subdued"} variant="bodySm">
            {delivery.error}
          </Text>
        ),
    },
  ];
  return (
    <ResponsiveTable
      caption={t("deliveries.title")}
      columns={columns}
      rows={deliveries}
      keyOf={(delivery) => delivery.id.toString()}
      linkOf={(delivery) => `/app/deliveries/${delivery.id}`}
    />
  );
}
