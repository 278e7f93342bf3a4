import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** Offers the storefront's block "your cart is waiting", which reaches those who read no e-mail. */
export function CartBlockCard({ url }: { url: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t("journeys.cart_block.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("journeys.cart_block.text")}
          </Text>
        </BlockStack>
        <Button url={url} target="_blank">
          {t("journeys.cart_block.action")}
        </Button>
      </InlineStack>
    </Card>
  );
}
