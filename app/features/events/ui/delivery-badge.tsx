import { Badge } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

const TONES = { received: "info", processed: "success", ignored: undefined, failed: "critical" } as const;

/** Where a delivery stands. */
export function DeliveryBadge({ status }: { status: string }) {
  const { t } = useTranslation();
  const known = status in TONES ? (status as keyof typeof TONES) : null;
  return known ? (
    <Badge tone={TONES[known]}>{t(`deliveries.states.${known}`)}</Badge>
  ) : (
    <Badge>{status}</Badge>
  );
}
