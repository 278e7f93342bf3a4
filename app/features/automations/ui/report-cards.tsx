import { Banner, BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { TrendChart } from "#app/ui/trend-chart.tsx";
import styles from "./report.module.css";

/** The report as the page gets it. Amounts in minor units of the shop's currency. */
export interface ShownReport {
  funnel: { abandoned: number; entered: number; reached: number; clicked: number; recovered: number };
  recoveredMinor: bigint;
  discountsMinor: bigint;
  reasons: { reason: string; count: number }[];
  days: { day: string; abandoned: number; recovered: number }[];
  effect: {
    treated: { people: number; buyers: number; meanMinor: number };
    holdout: { people: number; buyers: number; meanMinor: number };
    shares: { difference: number; low: number; high: number };
    means: { difference: number; low: number; high: number } | null;
    holdoutNeeded: number;
  };
}

const STAGES = ["abandoned", "entered", "reached", "clicked", "recovered"] as const;
const CHART_HEIGHT_PX = 220;

/** From abandoned to recovered, as bars that carry their words. */
export function FunnelCard({ report }: { report: ShownReport }) {
  const { t } = useTranslation();
  const { number, percent, money } = useFormats();
  const { funnel } = report;
  const most = Math.max(1, funnel.abandoned);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("journeys.report.funnel")}
        </Text>
        <ol className={styles.funnel}>
          {STAGES.map((stage) => (
            <li key={stage}>
              <div className={styles.words}>
                <Text as="span">{t(`journeys.report.${stage}`)}</Text>
                <Text as="span" fontWeight="semibold">
                  {t("journeys.report.of", {
                    n: number(funnel[stage]),
                    share: percent(funnel[stage] / most),
                  })}
                </Text>
              </div>
              <div className={styles.track} aria-hidden="true">
                <span className={styles.bar} style={{ inlineSize: `${(funnel[stage] / most) * 100}%` }} />
              </div>
            </li>
          ))}
        </ol>
        <Text as="p" variant="headingLg">
          {t("journeys.report.revenue", { amount: money(report.recoveredMinor) })}
        </Text>
        <Text as="p" tone="subdued">
          {t("journeys.report.revenue_help", { codes: money(report.discountsMinor) })}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** What the messages changed: people who got them beside people who did not. */
export function EffectCard({ effect }: { effect: ShownReport["effect"] }) {
  const { t } = useTranslation();
  const { number, percent, money } = useFormats();
  const points = (share: number) => number(Math.round(share * 1000) / 10);
  const groups = [
    { key: "treated", ...effect.treated },
    { key: "holdout", ...effect.holdout },
  ] as const;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("journeys.effect.title")}
        </Text>
        <div className={styles.figures}>
          {groups.map(({ key, people, buyers, meanMinor }) => (
            <BlockStack key={key} gap="100">
              <Text as="h3" variant="headingSm">
                {t(`journeys.effect.${key}`)}
              </Text>
              <Text as="p" variant="headingLg">
                {people === 0 ? "–" : percent(buyers / people)}
              </Text>
              <Text as="p" tone="subdued">
                {t("journeys.effect.bought", { buyers: number(buyers), people: number(people) })}
              </Text>
              {people > 0 && (
                <Text as="p" tone="subdued">
                  {t("journeys.effect.per_person", { amount: money(Math.round(meanMinor)) })}
                </Text>
              )}
            </BlockStack>
          ))}
        </div>
        {effect.holdoutNeeded > 0 ? (
          <Banner title={t("journeys.effect.too_few")}>
            {t("journeys.effect.needed", { count: effect.holdoutNeeded, n: number(effect.holdoutNeeded) })}
          </Banner>
        ) : (
          <BlockStack gap="100">
            <Text as="p">
              {t("journeys.effect.shares", {
                difference: points(effect.shares.difference),
                low: points(effect.shares.low),
                high: points(effect.shares.high),
              })}
            </Text>
            {effect.means && (
              <Text as="p">
                {t("journeys.effect.means", {
                  difference: money(Math.round(effect.means.difference)),
                  low: money(Math.round(effect.means.low)),
                  high: money(Math.round(effect.means.high)),
                })}
              </Text>
            )}
          </BlockStack>
        )}
        <Text as="p" tone="subdued">
          {t("journeys.effect.help")}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** Carts left and brought back, day by day. */
export function TrendCard({ days }: { days: ShownReport["days"] }) {
  const { t } = useTranslation();
  const { day, number } = useFormats();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("journeys.report.trend")}
        </Text>
        <TrendChart
          heightPx={CHART_HEIGHT_PX}
          description={t("journeys.report.trend")}
          keyHeading={t("journeys.report.day")}
          formatKey={day}
          formatValue={number}
          formatTick={number}
          series={(
            [
              ["abandoned", "#8a6116"],
              ["recovered", "#0f6b4f"],
            ] as const
          ).map(([key, color]) => ({
            name: t(`journeys.report.${key}`),
            color,
            data: days.map((one) => ({ key: one.day, value: one[key] })),
          }))}
        />
      </BlockStack>
    </Card>
  );
}

/** Why carts did not enter, or people left. */
export function ReasonsCard({ reasons }: { reasons: ShownReport["reasons"] }) {
  const { t, i18n } = useTranslation();
  const { number } = useFormats();
  if (reasons.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("journeys.report.reasons")}
        </Text>
        <BlockStack gap="100" as="ul">
          {reasons.map(({ reason, count }) => (
            <li key={reason} className={styles.words}>
              <span>
                {i18n.exists(`journeys.reason.${reason}`)
                  ? t(`journeys.reason.${reason as "bought"}`)
                  : reason}
              </span>
              <span>{number(count)}</span>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
