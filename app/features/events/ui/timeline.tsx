import { Bleed, Box, Card, Text } from "@shopify/polaris";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { useShown } from "#app/ui/use-shown.tsx";
import styles from "./timeline.module.css";

const FACTS_SHOWN = 25;

/** A fact as the timeline shows one. */
export interface TimelineFact {
  kind: string;
  key: string;
  happenedAt: Date;
  orderId: bigint | null;
  data: Record<string, string | number | boolean | null>;
}

interface TimelineProps {
  /** Newest first. */
  facts: readonly TimelineFact[];
  /** Names and currencies of the orders that facts speak of, by id. */
  orders: ReadonlyMap<string, { name: string; currency: string }>;
  /** Whether there are older facts than these. */
  isCut: boolean;
}

/** What happened to a customer, day by day. */
export function Timeline({ facts, orders, isCut }: TimelineProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentenceOf = useSentences(orders);
  const { shown, more } = useShown(facts, FACTS_SHOWN);
  return (
    <Card>
      <Text as="h2" variant="headingMd">
        {t("timeline.title")}
      </Text>
      {facts.length === 0 ? (
        <Box paddingBlockStart="200">
          <Text as="p" tone="subdued">
            {t("timeline.empty")}
          </Text>
        </Box>
      ) : (
        <ol className={styles.timeline}>
          {shown.map((fact, index) => {
            const day = formats.date(fact.happenedAt);
            const previous = shown[index - 1];
            const isNewDay = !previous || formats.date(previous.happenedAt) !== day;
            return (
              <Fragment key={`${fact.kind} ${fact.key}`}>
                {isNewDay && (
                  <li className={styles.day} suppressHydrationWarning>
                    {day}
                  </li>
                )}
                <li className={styles.fact} data-kind={fact.kind}>
                  <span>{sentenceOf(fact)}</span>
                  <time
                    className={styles.time}
                    dateTime={fact.happenedAt.toISOString()}
                    suppressHydrationWarning
                  >
                    {formats.time(fact.happenedAt)}
                  </time>
                </li>
              </Fragment>
            );
          })}
        </ol>
      )}
      {more && (
        <Bleed marginInline="400" marginBlockEnd="400">
          {more}
        </Bleed>
      )}
      {isCut && !more && (
        <Text as="p" tone="subdued" variant="bodySm">
          {t("timeline.cut", { count: facts.length })}
        </Text>
      )}
    </Card>
  );
}

/** A sentence for each kind of fact. */
function useSentences(orders: TimelineProps["orders"]): (fact: TimelineFact) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return ({ kind, orderId, data }) => {
    const known = orderId === null ? undefined : orders.get(orderId.toString());
    const order = known?.name ?? (typeof data.name === "string" ? data.name : t("timeline.an_order"));
    const currency = typeof data.currency === "string" ? data.currency : known?.currency;
    const minor = (field: string) => BigInt(String(data[field] ?? "0"));
    const points = minor("points");
    switch (kind) {
      case "customer.created":
        return t("timeline.customer_created");
      case "customer.deleted":
        return t("timeline.customer_deleted");
      case "order.placed":
        return t("timeline.order_placed", { order, amount: formats.money(minor("goodsMinor"), currency) });
      case "order.paid":
        return t("timeline.order_paid", { order });
      case "order.refunded":
        return t("timeline.order_refunded", { order, amount: formats.money(minor("goodsMinor"), currency) });
      case "order.cancelled":
        return t("timeline.order_cancelled", { order });
      case "points.adjusted":
        return t("timeline.points_adjusted", {
          points: formats.signed(points),
          reason: String(data.reason ?? ""),
        });
      case "points.redeemed":
        return t("timeline.points_redeemed", { count: Number(points), points: formats.number(points) });
      case "points.granted":
        return t("timeline.points_granted");
      case "points.voided":
        return t("timeline.points_voided");
      default:
        return kind;
    }
  };
}
