import type { ReactNode } from "react";
import styles from "./profile-cards.module.css";

/** Names with their values, one below the other. */
export function Lines({ lines }: { lines: readonly { name: string; value: ReactNode; isSum?: boolean }[] }) {
  return (
    <dl className={styles.lines}>
      {lines.map(({ name, value, isSum }) => (
        <div key={name} data-sum={isSum ? "" : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
