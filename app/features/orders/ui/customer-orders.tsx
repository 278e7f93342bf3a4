import { Badge, Box, Button, Card, Collapsible, InlineStack, Text } from "@shopify/polaris";
import { ChevronDownIcon, ChevronUpIcon } from "@shopify/polaris-icons";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type LoadedPage, usePages } from "#app/ui/use-pages.tsx";
import type { OrderRecord } from "../repository.server.ts";
import styles from "./customer-orders.module.css";
import { OrderDetails } from "./order-details.tsx";

const PAYMENT_TONES = {
  paid: undefined,
  pending: "warning",
  authorized: "attention",
  partially_paid: "warning",
  partially_refunded: "attention",
  refunded: undefined,
  voided: undefined,
  cancelled: undefined,
} as const;

const FULFILMENT_TONES = {
  unfulfilled: "attention",
  partial: "warning",
  fulfilled: undefined,
  restocked: undefined,
} as const;

const CHANNELS = ["web", "pos", "social", "b2b", "draft", "other"] as const;

const ORDERS_SHOWN = 6;

type Payment = keyof typeof PAYMENT_TONES;
type Fulfilment = keyof typeof FULFILMENT_TONES;

/** A customer's orders, newest first; what was in them and became of them on demand. */
export function CustomerOrders({
  customerId,
  orders,
}: {
  customerId: bigint;
  orders: LoadedPage<OrderRecord>;
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
      <OrderList orders={shown} />
      {more}
    </Card>
  );
}

export function OrderList({ orders }: { orders: readonly OrderRecord[] }) {
  return (
    <ul className={styles.orders}>
      {orders.map((order) => (
        <OrderLine key={order.id.toString()} order={order} />
      ))}
    </ul>
  );
}

function OrderLine({ order }: { order: OrderRecord }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const channel = CHANNELS.find((each) => each === order.channel);
  const isForeign = order.presentmentCurrency !== null && order.presentmentCurrency !== order.currency;
  return (
    <li className={styles.order}>
      <div className={styles.head}>
        <div className={styles.about}>
          <Text as="span" fontWeight="semibold">
            {order.name}
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            <Moment at={order.processedAt} />
            {channel && ` · ${t(`orders.channels.${channel}`)}`}
          </Text>
          <OrderBadges order={order} />
        </div>
        <div className={styles.paid}>
          <Text as="span" numeric>
            {formats.money(order.totalMinor, order.currency)}
          </Text>
          {isForeign && order.presentmentTotalMinor !== null && (
            <Text as="span" tone="subdued" variant="bodySm" numeric>
              {t("orders.paid_in", {
                amount: formats.money(order.presentmentTotalMinor, order.presentmentCurrency ?? undefined),
              })}
            </Text>
          )}
          <Button
            variant="plain"
            icon={isOpen ? ChevronUpIcon : ChevronDownIcon}
            ariaExpanded={isOpen}
            ariaControls={detailsId}
            onClick={() => setIsOpen(!isOpen)}
          >
            {t("orders.items", { count: order.lines.reduce((sum, line) => sum + line.quantity, 0) })}
          </Button>
        </div>
      </div>
      <Collapsible id={detailsId} open={isOpen}>
        <OrderDetails order={order} />
      </Collapsible>
    </li>
  );
}

function OrderBadges({ order }: { order: OrderRecord }) {
  const { t } = useTranslation();
  const payment: string | null = order.cancelledAt ? "cancelled" : order.financialStatus;
  const knownPayment = payment !== null && payment in PAYMENT_TONES ? (payment as Payment) : null;
  // What was cancelled before anything was sent is not waited for.
  const fulfilment = order.fulfillmentStatus ?? (order.cancelledAt ? "" : "unfulfilled");
  const knownFulfilment = fulfilment in FULFILMENT_TONES ? (fulfilment as Fulfilment) : null;
  const lastReturn = order.returns.at(-1);
  const isReturning = lastReturn?.status === "requested" || lastReturn?.status === "open";
  return (
    <InlineStack gap="100" blockAlign="center">
      {order.isTest && <Badge tone="info">{t("orders.test")}</Badge>}
      {knownPayment && <Badge tone={PAYMENT_TONES[knownPayment]}>{t(`orders.status.${knownPayment}`)}</Badge>}
      {knownFulfilment && (
        <Badge tone={FULFILMENT_TONES[knownFulfilment]}>{t(`orders.fulfilment.${knownFulfilment}`)}</Badge>
      )}
      {isReturning && (
        <Badge tone="attention">{t(`orders.returns.${lastReturn.status as "requested" | "open"}`)}</Badge>
      )}
    </InlineStack>
  );
}
