import { Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { transactionMove } from "#app/ui/transaction-move.ts";
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
    ...order.discounts.map((discount) => ({
      name: `${discount.name} (${t(`orders.discount_kinds.${discount.kind}`)})`,
      value: money(BigInt(discount.amountMinor)),
    })),
    ...order.discountCodes
      .filter((code) => !order.discounts.some(({ name }) => name === code))
      .map((code) => ({ name: `${code} (${t("orders.discount_kinds.code")})`, value: null })),
    ...optional(t("orders.shipping"), order.shippingMinor),
    ...optional(t(order.taxesIncluded ? "orders.tax_included" : "orders.tax"), order.taxMinor),
    { name: t("orders.total"), value: money(order.totalMinor) },
  ];
  return (
    <dl className={styles.amounts}>
      {lines.map(({ name, value }) => (
        <Pair key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

/** Payments, edits, parcels, returns and refunds, in the order in which they happened. */
function Happenings({ order }: { order: OrderRecord }) {
  const moved = order.transactions.map((each) => ({
    key: `transaction ${each.id}`,
    at: each.at,
    what: <Moved transaction={each} />,
    isBack: each.type === "refund",
  }));
  // Shopify often dates several of them to the same second: then they stand in the order of this list.
  const happenings = [
    ...moved.filter(({ isBack }) => !isBack),
    ...order.parcels.flatMap((parcel) => [
      ...(parcel.sentAt
        ? [{ key: `sent ${parcel.id}`, at: parcel.sentAt, what: <Sent order={order} parcel={parcel} /> }]
        : []),
      ...(parcel.deliveredAt
        ? [{ key: `arrived ${parcel.id}`, at: parcel.deliveredAt, what: <Arrived /> }]
        : []),
    ]),
    ...order.edits.map((each) => ({
      key: `edit ${each.id}`,
      at: each.at,
      what: <Edited order={order} edit={each} />,
    })),
    ...order.returns.map((each) => ({
      key: `return ${each.id}`,
      at: each.at,
      what: <Returned order={order} returned={each} />,
    })),
    ...order.refunds.map((each) => ({
      key: `refund ${each.id}`,
      at: each.at,
      what: <Refunded order={order} refund={each} />,
    })),
    ...moved.filter(({ isBack }) => isBack),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (happenings.length === 0) return null;
  return (
    <dl className={styles.amounts}>
      {happenings.map(({ key, at, what }) => (
        <Pair key={key} name={what} value={<Moment at={at} />} />
      ))}
    </dl>
  );
}

function Moved({ transaction }: { transaction: OrderRecord["transactions"][number] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { amountMinor, currency, gateway } = transaction;
  return t(`orders.payments.${transactionMove(transaction)}`, {
    amount: formats.money(amountMinor, currency),
    gateway: (gateway ?? "").replaceAll("_", " "),
  });
}

function Sent({ order, parcel }: { order: OrderRecord; parcel: OrderRecord["parcels"][number] }) {
  const { t } = useTranslation();
  return (
    <>
      {t(parcel.isCancelled ? "orders.taken_back" : "orders.sent")}
      <Pieces order={order} lines={parcel.lines} />
      {parcel.tracking.map(({ company, number, url }) => (
        <div key={number}>
          {company && `${company} `}
          {url && /^https?:/i.test(url) ? (
            <Link url={url} target="_blank">
              {number}
            </Link>
          ) : (
            number
          )}
        </div>
      ))}
    </>
  );
}

function Edited({ order, edit }: { order: OrderRecord; edit: OrderRecord["edits"][number] }) {
  const { t } = useTranslation();
  return (
    <>
      {t("orders.edited")}
      <Pieces order={order} lines={edit.added} noteOf={() => t("orders.added")} />
      <Pieces order={order} lines={edit.removed} noteOf={() => t("orders.removed")} />
    </>
  );
}

function Arrived() {
  const { t } = useTranslation();
  return t("orders.arrived");
}

function Returned({ order, returned }: { order: OrderRecord; returned: OrderRecord["returns"][number] }) {
  const { t, i18n } = useTranslation();
  const status = RETURN_STATUSES.find((each) => each === returned.status) ?? "open";
  // A reason of tomorrow's, or one of the merchant's own, in its own words.
  const reasonOf = (reason: string | null) =>
    reason && i18n.exists(`orders.reasons.${reason}`)
      ? t(`orders.reasons.${reason}` as "orders.reasons.other")
      : (reason?.replaceAll("_", " ") ?? null);
  return (
    <>
      {t(`orders.returns.${status}`)}
      <Pieces order={order} lines={returned.lines} noteOf={({ reason }) => reasonOf(reason)} />
    </>
  );
}

function Refunded({ order, refund }: { order: OrderRecord; refund: OrderRecord["refunds"][number] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const money = (minor: bigint) => formats.money(minor, order.currency);
  const { goodsMinor, paidBackMinor, shippingMinor } = refund;
  return (
    <>
      {t("orders.refund", { amount: money(goodsMinor) })}
      {paidBackMinor !== null && paidBackMinor !== goodsMinor && (
        <div>{t("orders.paid_back", { amount: money(paidBackMinor) })}</div>
      )}
      {shippingMinor !== 0n && <div>{t("orders.shipping_back", { amount: money(shippingMinor) })}</div>}
      <Pieces order={order} lines={refund.lines} />
    </>
  );
}

/** Whether all of an order is meant: what was in it stands above, and need not be told again. */
function isWholeOrder(order: OrderRecord, lines: readonly { lineId: string; quantity: number }[]): boolean {
  const pieces = new Map<string, number>();
  for (const { lineId, quantity } of lines) pieces.set(lineId, (pieces.get(lineId) ?? 0) + quantity);
  return order.lines.every(({ lineId, quantity }) => pieces.get(lineId) === quantity);
}

/** Which lines of the order, and how many of each. */
function Pieces<T extends { lineId: string; quantity: number }>({
  order,
  lines,
  noteOf,
}: {
  order: OrderRecord;
  lines: readonly T[];
  noteOf?: (line: T) => string | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!noteOf && isWholeOrder(order, lines)) return null;
  return lines.map((line, position) => {
    const title = order.lines.find(({ lineId }) => lineId === line.lineId)?.title;
    const note = noteOf?.(line);
    if (!title) return null;
    return (
      <div key={`${line.lineId} ${position}`}>
        {t("orders.line", { quantity: formats.number(line.quantity), title })}
        {note && ` · ${note}`}
      </div>
    );
  });
}

function Pair({ name, value }: { name: ReactNode; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
