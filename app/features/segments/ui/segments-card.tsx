import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "#app/ui/moment.tsx";

/** The segments of a customer, on the profile; each leads to why. */
export function SegmentsCard({
  customerId,
  segments,
}: {
  customerId: bigint;
  segments: readonly { id: bigint; name: string; joinedAt: Date }[];
}) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("segments.card.title")}
        </Text>
        {segments.length === 0 && (
          <Text as="p" tone="subdued">
            {t("segments.card.none")}
          </Text>
        )}
        {segments.map(({ id, name, joinedAt }) => (
          <InlineStack key={id.toString()} align="space-between" gap="200">
            <Link url={`/app/segments/${id}?customer=${customerId}`} removeUnderline>
              {name}
            </Link>
            <Text as="span" tone="subdued">
              <Moment at={joinedAt} />
            </Text>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
