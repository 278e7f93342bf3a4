import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { ItemReason } from "../domain/placements.ts";

/** Writes why an item stands in a list. */
export function useReasonText(titleOf: (id: string) => string): (reason: ItemReason) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (reason) => {
    switch (reason.kind) {
      case "pinned":
        return t("recommendations.reasons.pinned");
      case "popular":
        return reason.count > 0
          ? t("recommendations.reasons.popular", { count: reason.count, times: formats.number(reason.count) })
          : t("recommendations.reasons.new");
      case "together":
        return t("recommendations.reasons.together", {
          product: titleOf(reason.item),
          count: reason.times,
          times: formats.number(reason.times),
        });
      case "similar":
        return t("recommendations.reasons.similar", { product: titleOf(reason.item) });
      case "next":
        return t("recommendations.reasons.next", {
          product: titleOf(reason.item),
          count: reason.times,
          times: formats.number(reason.times),
        });
      case "content":
        return t("recommendations.reasons.content", {
          product: titleOf(reason.item),
          words: reason.shared.join(", "),
        });
      case "rule":
        return t("recommendations.reasons.rule", {
          products: reason.items.map(titleOf).join(", "),
          share: formats.percent(reason.confidence),
        });
      case "again":
        return reason.gapDays === null
          ? t("recommendations.reasons.once")
          : t("recommendations.reasons.again", {
              count: reason.times,
              times: formats.number(reason.times),
              days: formats.number(reason.gapDays),
            });
    }
  };
}
