import { Badge, type BadgeProps } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Stage } from "../schema.ts";

const TONES: Partial<Record<Stage, NonNullable<BadgeProps["tone"]>>> = {
  first_time: "info",
  repeat: "info",
  loyal: "success",
  at_risk: "warning",
  lapsed: "critical",
};

/** Where the relationship with a customer stands. */
export function StageBadge({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  const tone = TONES[stage];
  return <Badge {...(tone ? { tone } : {})}>{t(`customers.stages.${stage}`)}</Badge>;
}
