import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import styles from "./month-bars.module.css";

/** Points by month as small bars that fit beside a form. Each bar carries its words for screen readers. */
export function MonthBars({ months }: { months: readonly { month: string; points: bigint }[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const most = Math.max(1, ...months.map(({ points }) => Number(points)));
  const first = months.at(0);
  const last = months.at(-1);
  return (
    <div>
      <ol className={styles.bars}>
        {months.map(({ month, points }) => {
          const words = t("preview.in_month", {
            month: formats.month(month),
            points: formats.number(points),
          });
          const percent = Math.max(0, (Number(points) / most) * 100);
          return (
            <li key={month} title={words}>
              <span className={styles.words}>{words}</span>
              <span className={styles.bar} style={{ height: `${percent}%` }} />
            </li>
          );
        })}
      </ol>
      {first && last && (
        <div className={styles.ends} aria-hidden="true">
          <span>{formats.month(first.month)}</span>
          {last !== first && <span>{formats.month(last.month)}</span>}
        </div>
      )}
    </div>
  );
}
