import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import styles from "./profile-cards.module.css";

/** A part of the profile under its heading; `empty` stands where there is nothing yet. */
export function SectionCard({
  title,
  empty,
  children,
}: {
  title: string;
  empty?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {empty ? (
          <Text as="p" tone="subdued">
            {empty}
          </Text>
        ) : (
          children
        )}
      </BlockStack>
    </Card>
  );
}

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
