import { BlockStack, Card, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ResourceComparison } from "../read-reconciliation.server.ts";

const KINDS = ["missing", "age", "surplus", "merged"] as const;

/** Shopify's numbers of a few records that differed last time, for whoever looks into it. */
export function ReconciliationSamples({ resources }: { resources: readonly ResourceComparison[] }) {
  const { t } = useTranslation();
  const differing = resources.flatMap(({ resource, last }) =>
    last && last.samples.length > 0 ? [{ resource, samples: last.samples }] : [],
  );
  if (differing.length === 0) return null;
  const words = (difference: string) => {
    const kind = KINDS.find((each) => each === difference);
    return kind
      ? t(`reconciliation.differences.${kind}`)
      : t("reconciliation.differences.field", { field: difference });
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("reconciliation.samples.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("reconciliation.samples.text")}
          </Text>
        </BlockStack>
        {differing.map(({ resource, samples }) => (
          <BlockStack key={resource} gap="100">
            <Text as="h3" variant="headingSm">
              {t(`reconciliation.resources.${resource}`)}
            </Text>
            <List>
              {samples.map(({ id, difference }) => (
                <List.Item key={`${id} ${difference}`}>
                  {t("reconciliation.samples.line", { id, difference: words(difference) })}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
