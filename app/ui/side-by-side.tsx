import type { ReactNode } from "react";
import styles from "./side-by-side.module.css";

/** A main column with a narrower one beside it; on a phone the narrow one comes first. */
export function SideBySide({ main, side }: { main: ReactNode; side: { first: ReactNode; rest: ReactNode } }) {
  return (
    <div className={styles.columns}>
      <div className={styles.first}>{side.first}</div>
      <div className={styles.main}>{main}</div>
      <div className={styles.rest}>{side.rest}</div>
    </div>
  );
}
