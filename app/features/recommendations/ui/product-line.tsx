import { Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import styles from "./product-line.module.css";

interface ProductLineProps {
  title: string;
  imageUrl: string | null;
  /** Below the title. */
  note?: string | undefined;
  /** At the end. */
  actions?: ReactNode;
}

/** A product in a list, with its picture. */
export function ProductLine({ title, imageUrl, note, actions }: ProductLineProps) {
  return (
    <li className={styles.line}>
      {imageUrl ? (
        <img src={imageUrl} alt="" width="40" height="40" loading="lazy" />
      ) : (
        <span className={styles.blank} />
      )}
      <div className={styles.text}>
        <Text as="p" fontWeight="medium">
          {title}
        </Text>
        {note && (
          <Text as="p" tone="subdued" variant="bodySm">
            {note}
          </Text>
        )}
      </div>
      <div className={styles.actions}>{actions}</div>
    </li>
  );
}

/** The lines; dimmed while newer ones are on their way. */
export function ProductLines({
  label,
  isStale,
  children,
}: {
  label: string;
  isStale?: boolean;
  children: ReactNode;
}) {
  return (
    <ul className={styles.list} aria-label={label} data-stale={isStale ? "" : undefined}>
      {children}
    </ul>
  );
}
