import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { DELIVERY_STATES, type DeliveryState } from "./delivery-states.ts";
import styles from "./delivery-counts.module.css";

interface DeliveryCountsProps {
  counts: Record<string, number>;
  selected: DeliveryState | null;
  /** The address of the list with that filter. */
  addressOf: (state: DeliveryState | null) => string;
}

/** How many deliveries stand where; pressing one filters the list by it. */
export function DeliveryCounts({ counts, selected, addressOf }: DeliveryCountsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <nav className={styles.counts} aria-label={t("deliveries.filter_state")}>
      {[null, ...DELIVERY_STATES].map((state) => (
        <Link
          key={state ?? "all"}
          className={styles.count}
          to={addressOf(state)}
          aria-current={state === selected ? "page" : undefined}
          data-alarming={state === "failed" && (counts.failed ?? 0) > 0 ? "" : undefined}
        >
          <span>{t(`deliveries.states.${state ?? "all"}`)}</span>
          <strong>{formats.number(state ? (counts[state] ?? 0) : all)}</strong>
        </Link>
      ))}
    </nav>
  );
}
