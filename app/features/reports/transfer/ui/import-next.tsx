import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

interface ImportNextProps {
  kind: string;
  /** Somebody of whom the file told something. */
  exampleId: bigint | null;
}

/** Where what was stored is to be seen, and what it is for. */
export function ImportNext({ kind, exampleId }: ImportNextProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("transfer.next.title")}
        </Text>
        <Text as="p">{t(`transfer.next.what.${kind}` as "transfer.next.what.points")}</Text>
        <InlineStack gap="400">
          {exampleId !== null && (
            <Link url={`/app/customers/${exampleId}`}>{t("transfer.next.example")}</Link>
          )}
          <Link url="/app/customers">{t("transfer.next.customers")}</Link>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
