import styles from "./bars.module.css";

export interface Bar {
  key: string;
  value: number;
  /** The value in words. */
  text: string;
  label: string;
  /** Shown below the bar; the others are for who cannot see it. */
  isLabelled: boolean;
}

interface BarsProps {
  caption: string;
  headings: [label: string, value: string];
  bars: readonly Bar[];
}

/** A plot of a few values side by side, which is a table for assistive technology. Drawn by the server, without a script. */
export function Bars({ caption, headings, bars }: BarsProps) {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  const isWide = bars.every(({ isLabelled }) => isLabelled);
  return (
    <table className={isWide ? `${styles.table} ${styles.wide}` : styles.table}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{headings[0]}</th>
          <th scope="col">{headings[1]}</th>
        </tr>
      </thead>
      <tbody className={styles.bars}>
        {bars.map(({ key, value, text, label, isLabelled }) => (
          <tr
            key={key}
            className={styles.bar}
            data-empty={value <= 0 ? "" : undefined}
            title={`${label}: ${text}`}
          >
            <td className={styles.value} style={{ order: 0 }}>
              <span className={styles.fill} style={{ height: `${(Math.max(0, value) / highest) * 100}%` }} />
              <span className={styles.number}>{text}</span>
            </td>
            <th className={styles.label} scope="row" style={{ order: 1 }}>
              {isLabelled ? label : <span className={styles.number}>{label}</span>}
            </th>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
