import { Badge, Box, Button, Card, Collapsible, InlineStack, Text } from "@shopify/polaris";
import { ChevronDownIcon, ChevronUpIcon } from "@shopify/polaris-icons";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type LoadedPage, usePages } from "#app/ui/use-pages.tsx";
import styles from "./customer-orders.module.css";

interface CustomerOrder {
  id: bigint;
  name: string;
  currency: string;
  totalMinor: bigint;
  financialStatus: string | null;
  processedAt: Date;
  cancelledAt: Date | null;
  lines: { lineId: string; title: string; quantity: number }[];
}

const STATUS_TONES = {
  paid: undefined,
  pending: "warning",
  authorized: "attention",
  partially_paid: "warning",
  partially_refunded: "attention",
  refunded: undefined,
  voided: undefined,
  cancelled: undefined,
} as const;

const ORDERS_SHOWN = 6;

type Status = keyof typeof STATUS_TONES;

/** A customer's orders, newest first; what was in them on demand. */
export function CustomerOrders({
  customerId,
  orders,
}: {
  customerId: bigint;
  orders: LoadedPage<CustomerOrder>;
}) {
  const { t } = useTranslation();
  const source = `/app/customers/${customerId}/parts/orders`;
  const { shown, more } = usePages(orders, { source, few: ORDERS_SHOWN });
  if (orders.items.length === 0) return <SectionCard title={t("orders.title")} empty={t("orders.empty")} />;
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("orders.title")}
        </Text>
      </Box>
      <ul className={styles.orders}>
        {shown.map((order) => (
          <OrderLine key={order.id.toString()} order={order} />
        ))}
      </ul>
      {more}
    </Card>
  );
}

function OrderLine({ order }: { order: CustomerOrder }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const linesId = useId();
  const status: string | null = order.cancelledAt ? "cancelled" : order.financialStatus;
  const known = status !== null && status in STATUS_TONES ? (status as Status) : null;
  return (
    <li className={styles.order}>
      <div className={styles.head}>
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {order.name}
          </Text>
          {known && <Badge tone={STATUS_TONES[known]}>{t(`orders.status.${known}`)}</Badge>}
        </InlineStack>
        <Text as="span" numeric>
          {formats.money(order.totalMinor, order.currency)}
        </Text>
        <Text as="span" tone="subdued" variant="bodySm">
          <Moment at={order.processedAt} />
        </Text>
        <Button
          variant="plain"
          icon={isOpen ? ChevronUpIcon : ChevronDownIcon}
          ariaExpanded={isOpen}
          ariaControls={linesId}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t("orders.items", { count: order.lines.reduce((sum, line) => sum + line.quantity, 0) })}
        </Button>
      </div>
      <Collapsible id={linesId} open={isOpen}>
        <ul className={styles.lines}>
          {order.lines.map((line) => (
            <li key={line.lineId}>
              {t("orders.line", { quantity: formats.number(line.quantity), title: line.title })}
            </li>
          ))}
        </ul>
      </Collapsible>
    </li>
  );
}
