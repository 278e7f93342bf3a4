import { useFetcher } from "@remix-run/react";
import { Box, Button, Checkbox, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { DeliveryBadge } from "./delivery-badge.tsx";
import { type RetryAnswer, useRetryToast } from "./retry-all.tsx";

interface DeliveryLine {
  id: bigint;
  topic: string;
  status: string;
  attempts: number;
  error: string | null;
  receivedAt: Date;
}

/** Webhooks as received, newest first; each leads to its details. Those that failed can be selected and retried. */
export function DeliveriesList({ deliveries }: { deliveries: readonly DeliveryLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<RetryAnswer>();
  useRetryToast(fetcher);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const isFailed = (delivery: DeliveryLine) => delivery.status === "failed";
  // What was retried meanwhile is not selected any more.
  const selected = deliveries.filter((line) => isFailed(line) && marked.has(line.id.toString()));
  const mark = (id: string, isMarked: boolean) =>
    setMarked(isMarked ? new Set([...marked, id]) : new Set([...marked].filter((other) => other !== id)));
  const retry = () => {
    const form = new FormData();
    for (const { id } of selected) form.append("delivery", id.toString());
    void fetcher.submit(form, { method: "post" });
  };
  const select: Column<DeliveryLine> = {
    key: "select",
    heading: t("deliveries.select"),
    role: "select",
    render: (delivery) => {
      const id = delivery.id.toString();
      return (
        isFailed(delivery) && (
          <Checkbox
            label={t("deliveries.select_label", { topic: delivery.topic, id })}
            labelHidden
            checked={marked.has(id)}
            onChange={(isMarked) => mark(id, isMarked)}
          />
        )
      );
    },
  };
  const columns: Column<DeliveryLine>[] = [
    ...(deliveries.some(isFailed) ? [select] : []),
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
    <>
      {selected.length > 0 && (
        <Box padding="300" paddingBlockStart="0">
          <Button onClick={retry} loading={fetcher.state !== "idle"}>
            {t("deliveries.retry_selected", { count: selected.length })}
          </Button>
        </Box>
      )}
      <ResponsiveTable
        caption={t("deliveries.title")}
        columns={columns}
        rows={deliveries}
        keyOf={(delivery) => delivery.id.toString()}
        linkOf={(delivery) => `/app/deliveries/${delivery.id}`}
      />
    </>
  );
}
