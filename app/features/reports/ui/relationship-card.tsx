import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { Profile } from "../read-profile.server.ts";
import styles from "./profile-cards.module.css";
import { StageBadge } from "./stage-badge.tsx";

/** Where the relationship stands and why, when that changes by itself, and the figures that say most. */
export function RelationshipCard({ profile }: { profile: Pick<Profile, "summary" | "gaps"> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { summary, gaps } = profile;
  const count = summary?.ordersCount ?? 0;
  const average = count > 0 ? (summary?.netMinor ?? 0n) / BigInt(count) : null;
  const figures = [
    [t("profile.figures.net"), formats.money(summary?.netMinor ?? 0n)],
    [t("profile.figures.orders"), formats.number(count)],
    [t("profile.figures.average"), average === null ? "–" : formats.money(average)],
    [t("profile.figures.gap"), gaps.medianDays === null ? "–" : formats.number(gaps.medianDays)],
  ] as const;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("profile.stage.title")}
          </Text>
          {summary && <StageBadge stage={summary.stage} />}
        </InlineStack>
        <Reasons summary={summary} />
        <dl className={styles.figures}>
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  );
}

function Reasons({ summary }: Pick<Profile, "summary">) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentences: string[] = [];
  if (!summary) sentences.push(t("profile.stage.unknown"));
  else if (summary.stage === "visitor" || summary.stage === "lead")
    sentences.push(t(`profile.stage.${summary.stage}`));
  else if (summary.lastOrderAt)
    sentences.push(
      t("profile.stage.ordered", { count: summary.ordersCount, date: formats.date(summary.lastOrderAt) }),
    );
  if (summary?.stageChangesAt) {
    const date = formats.date(summary.stageChangesAt);
    sentences.push(
      summary.stage === "at_risk"
        ? t("profile.stage.then_lapsed", { date })
        : t("profile.stage.then_at_risk", { date }),
    );
  }
  if (summary?.lastSeenAt)
    sentences.push(t("profile.stage.seen", { date: formats.date(summary.lastSeenAt) }));
  return (
    <div suppressHydrationWarning>
      <Text as="p" tone="subdued">
        {sentences.join(" ")}
      </Text>
    </div>
  );
}
