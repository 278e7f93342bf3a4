import { Badge, type BadgeProps } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

const TONES: Readonly<Record<string, BadgeProps["tone"]>> = {
  mapping: "attention",
  checked: "attention",
  checking: "info",
  running: "info",
  undoing: "info",
  waiting: "info",
  done: "success",
  failed: "critical",
};

/** How an import or an export stands. */
export function TransferStatus({ status }: { status: string }) {
  const { t } = useTranslation();
  const tone = TONES[status];
  return (
    <Badge {...(tone ? { tone } : {})}>{t(`transfer.status.${status}` as "transfer.status.done")}</Badge>
  );
}
