import { BlockStack, Box, Button, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import styles from "./empty-card.module.css";

interface EmptyCardProps {
  /** A drawing in public/illustrations. */
  image: "customers" | "deliveries" | "nothing-found" | "points";
  heading: string;
  /** "h1" where the card is the whole page. */
  headingLevel?: "h1" | "h2";
  action?: { content: string; url: string };
  children: ReactNode;
}

/** What stands where there is nothing yet: what will be here, and what to do for it. */
export function EmptyCard({ image, heading, headingLevel = "h2", action, children }: EmptyCardProps) {
  return (
    <Card>
      <div className={styles.empty}>
        <img src={`/illustrations/${image}.svg`} alt="" width="200" height="150" />
        <BlockStack gap="200" inlineAlign="center">
          <Text as={headingLevel} variant="headingLg" alignment="center">
            {heading}
          </Text>
          <Text as="p" tone="subdued" alignment="center">
            {children}
          </Text>
        </BlockStack>
        {action && (
          <Box>
            <Button variant="primary" url={action.url}>
              {action.content}
            </Button>
          </Box>
        )}
      </div>
    </Card>
  );
}
