import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

/** A part of a page under its heading; `empty` stands where there is nothing yet. */
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
