import { BlockStack, Box, Card, Text } from "@shopify/polaris";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { personName } from "#app/ui/person-name.ts";
import styles from "./recent-activity.module.css";

interface Activity {
  transferId: bigint;
  kind: string;
  points: bigint;
  happenedAt: Date;
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  orderName: string | null;
}

const KINDS = ["earn", "refund", "cancel", "adjust", "redeem", "void"] as const;

/** The latest movements of points, with whose they are. */
export function RecentActivity({ activities }: { activities: readonly Activity[] }) {
  const { t } = useTranslation();
  if (activities.length === 0) return <SectionCard title={t("activity.title")} empty={t("activity.empty")} />;
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("activity.title")}
        </Text>
      </Box>
      <ul className={styles.list}>
        {activities.map((activity) => (
          <ActivityLine key={activity.transferId.toString()} activity={activity} />
        ))}
      </ul>
    </Card>
  );
}

function ActivityLine({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const kind = KINDS.find((known) => known === activity.kind) ?? "adjust";
  return (
    <li className={styles.line}>
      <BlockStack gap="0">
        <Link className={styles.person} to={`/app/customers/${activity.customerId}`} prefetch="intent">
          {personName(activity) ?? t("customers.nameless")}
        </Link>
        <Text as="span" tone="subdued" variant="bodySm">
          {t(`activity.${kind}`, { order: activity.orderName ?? t("activity.an_order") })} ·{" "}
          <Moment at={activity.happenedAt} withTime />
        </Text>
      </BlockStack>
      <Text as="span" numeric fontWeight="medium" tone={activity.points > 0n ? "success" : undefined}>
        {formats.signed(activity.points)}
      </Text>
    </li>
  );
}
