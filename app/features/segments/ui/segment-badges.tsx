import { Badge } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";

/** Where a segment stands: nothing where it is up to date. */
export function StateBadge({
  state,
  progress,
}: {
  state: string;
  progress: { built: number; total: number };
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (state === "live") return null;
  if (state === "failed") return <Badge tone="critical">{t("segments.states.failed")}</Badge>;
  const share = progress.total === 0 ? 0 : Math.min(1, progress.built / progress.total);
  return (
    <Badge tone="info">
      {state === "building"
        ? t("segments.states.building", { share: formats.percent(share) })
        : t("segments.states.waiting")}
    </Badge>
  );
}

/** How Shopify is told. */
export function SyncBadge(props: {
  sync: string;
  tag: string | null;
  syncError: string | null;
  isAtShopify: boolean;
}) {
  const { sync, tag, syncError, isAtShopify } = props;
  const { t } = useTranslation();
  if (syncError) return <Badge tone="critical">{t("segments.sync.badge_failed")}</Badge>;
  if (sync === "native")
    return isAtShopify ? (
      <Badge tone="success">{t("segments.sync.badge_native")}</Badge>
    ) : (
      <Badge tone="info">{t("segments.sync.badge_native_pending")}</Badge>
    );
  if (sync === "tag") return <Badge tone="success">{t("segments.sync.badge_tag", { tag: tag ?? "" })}</Badge>;
  return <Badge>{t("segments.sync.badge_none")}</Badge>;
}
