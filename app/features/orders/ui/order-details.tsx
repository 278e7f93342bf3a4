import { InlineStack, Tag, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import type { OrderRecord } from "../repository.server.ts";
import styles from "./customer-orders.module.css";

const RETURN_STATUSES = ["requested", "open", "closed", "canceled", "declined"] as const;

/** What was in an order, what it came to, and what became of it. */
export function OrderDetails({ order }: { order: OrderRecord }) {
  return (
    <div className={styles.details}>
      <OrderedLines order={order} />
      <Amounts order={order} />
      <Happenings order={order} />
    </div>
  );
}

function OrderedLines({ order }: { order: OrderRecord }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <ul className={styles.lines}>
      {order.lines.map((line) => {
        const minor = BigInt(line.unitPriceMinor) * BigInt(line.quantity) - BigInt(line.discountMinor);
        return (
          <li key={line.lineId}>
            <span>
              {t("orders.line", { quantity: formats.number(line.quantity), title: line.title })}
              {line.currentQuantity !== line.quantity && (
                <Text as="span" tone="subdued">
                  {" "}
                  ({t("orders.line_kept", { kept: formats.number(line.currentQuantity) })})
                </Text>
              )}
            </span>
            <Text as="span" numeric>
              {formats.money(minor, order.currency)}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

function Amounts({ order }: { order: OrderRecord }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const money = (minor: bigint) => formats.money(minor, order.currency);
  const optional = (name: string, minor: bigint) => (minor === 0n ? [] : [{ name, value: money(minor) }]);
  const lines = [
    { name: t("orders.goods"), value: money(order.subtotalMinor) },
    ...optional(t("orders.discounts"), order.discountsMinor),
    ...optional(t("orders.shipping"), order.shippingMinor),
    ...optional(t(order.taxesIncluded ? "orders.tax_included" : "orders.tax"), order.taxMinor),
    { name: t("orders.total"), value: money(order.totalMinor) },
  ];
  return (
    <>
      <dl className={styles.amounts}>
        {lines.map(({ name, value }) => (
          <Pair key={name} name={name} value={value} />
        ))}
      </dl>
      {order.discountCodes.length > 0 && (
        <InlineStack gap="100">
          {order.discountCodes.map((code) => (
            <Tag key={code}>{code}</Tag>
          ))}
        </InlineStack>
      )}
    </>
  );
}

/** Parcels, returns and refunds, in the order in which they happened. */
function Happenings({ order }: { order: OrderRecord }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const returnWord = (status: string) => RETURN_STATUSES.find((each) => each === status) ?? "open";
  const happenings = [
    ...order.parcels.flatMap(({ id, sentAt, deliveredAt, isCancelled }) => [
      ...(sentAt
        ? [{ key: `sent ${id}`, at: sentAt, text: t(isCancelled ? "orders.taken_back" : "orders.sent") }]
        : []),
      ...(deliveredAt ? [{ key: `arrived ${id}`, at: deliveredAt, text: t("orders.arrived") }] : []),
    ]),
    ...order.returns.map(({ id, at, status }) => ({
      key: `return ${id}`,
      at,
      text: t(`orders.returns.${returnWord(status)}`),
    })),
    ...order.refunds.map(({ id, at, goodsMinor }) => ({
      key: `refund ${id}`,
      at,
      text: `${t("orders.refund")}: ${formats.money(goodsMinor, order.currency)}`,
    })),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (happenings.length === 0) return null;
  return (
    <dl className={styles.amounts}>
      {happenings.map(({ key, at, text }) => (
        <Pair key={key} name={text} value={<Moment at={at} />} />
      ))}
    </dl>
  );
}

function Pair({ name, value }: { name: ReactNode; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
