import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { groupOfCell, type RfmGroup } from "../domain/rfm.ts";
import { useReadyMadeText } from "./ready-made-card.tsx";
import styles from "./rfm-grid.module.css";

const SCORES = [1, 2, 3, 4, 5] as const;

export interface GridCell {
  recency: number;
  value: number;
  customers: number;
}

/** Recency against frequency and money: the groups in colours, the number of customers in each cell. A cell opens its group's segment. */
export function RfmGrid({ cells }: { cells: readonly GridCell[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = useOpenGroup();
  const customersIn = (recency: number, value: number) =>
    cells.find((cell) => cell.recency === recency && cell.value === value)?.customers ?? 0;
  return (
    <div className={styles.frame}>
      <div className={styles.side} aria-hidden="true">
        <span>{t("segments.rfm.recent")}</span>
        <strong>{t("segments.rfm.recency")}</strong>
        <span>{t("segments.rfm.long_ago")}</span>
      </div>
      <div className={styles.grid}>
        {SCORES.toReversed().flatMap((recency) =>
          SCORES.map((value) => {
            const group = groupOfCell(recency, value);
            const customers = customersIn(recency, value);
            const name = t(`segments.rfm.groups.${group}`);
            const people = t("segments.rfm.people", {
              count: customers,
              customers: formats.number(customers),
            });
            return (
              <button
                key={`${recency}-${value}`}
                type="button"
                className={styles.cell}
                data-group={group}
                onClick={() => open(group)}
                aria-label={t("segments.rfm.cell", { group: name, recency, value, people })}
              >
                <span className={styles.name}>{name}</span>
                <span className={styles.count}>{formats.compact(customers)}</span>
              </button>
            );
          }),
        )}
      </div>
      <div className={styles.foot} aria-hidden="true">
        <span>{t("segments.rfm.low")}</span>
        <strong>{t("segments.rfm.value")}</strong>
        <span>{t("segments.rfm.high")}</span>
      </div>
    </div>
  );
}

/** Opens the segment of a group, which is made where it is not there yet. */
export function useOpenGroup(): (group: RfmGroup) => void {
  const fetcher = useFetcher();
  const textOf = useReadyMadeText();
  return (group) => {
    const ready = `rfm_${group.toLowerCase()}`;
    const { name, text } = textOf(ready);
    void fetcher.submit(
      { ready, name, description: text },
      { method: "post", action: "/app/segments?index" },
    );
  };
}
