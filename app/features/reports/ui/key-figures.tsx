import { Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import styles from "./key-figures.module.css";

export interface KeyFiguresProps {
  members: number;
  issued: bigint;
  redeemed: bigint;
  outstanding: bigint;
  /** What outstanding points are exchanged for; null when no reward is on. */
  reward: { costPoints: number; valueMinor: number } | null;
}

/** The programme in four numbers, each with what it means. */
export function KeyFigures({ members, issued, redeemed, outstanding, reward }: KeyFiguresProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const worthMinor =
    reward && outstanding > 0n ? (outstanding * BigInt(reward.valueMinor)) / BigInt(reward.costPoints) : null;
  return (
    <dl className={styles.figures}>
      <Figure label={t("figures.members")} value={formats.number(members)} hint={t("figures.members_hint")} />
      <Figure label={t("figures.issued")} value={formats.number(issued)} hint={t("figures.issued_hint")} />
      <Figure
        label={t("figures.redeemed")}
        value={formats.number(redeemed)}
        hint={t("figures.redeemed_hint")}
      />
      <Figure
        label={t("figures.outstanding")}
        value={formats.number(outstanding)}
        hint={
          worthMinor === null
            ? t("figures.outstanding_hint")
            : t("figures.outstanding_worth", { worth: formats.money(worthMinor) })
        }
      />
    </dl>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div className={styles.figure}>
      <dt>
        <Text as="span" variant="bodyMd" fontWeight="medium">
          {label}
        </Text>
      </dt>
      <dd>
        <Text as="span" variant="headingLg" numeric>
          {value}
        </Text>
      </dd>
      <dd>
        <Text as="span" variant="bodySm" tone="subdued">
          {hint}
        </Text>
      </dd>
    </div>
  );
}
