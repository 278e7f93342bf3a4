import { Banner, BlockStack, Button, Card, ChoiceList, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ProductLine, ProductLines } from "./product-line.tsx";
import { SearchChoice } from "./search-choice.tsx";
import type { PlacementRules } from "./use-placement-rules.ts";

/** Pins and exclusions, beside one product or beside all. */
export function RulesCard({ rules, isOfProducts }: { rules: PlacementRules; isOfProducts: boolean }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("recommendations.rules.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("recommendations.rules.text")}
          </Text>
        </BlockStack>
        {rules.hasFailed && <Banner tone="critical">{t("errors.invalid")}</Banner>}
        {isOfProducts && rules.product && (
          <ChoiceList
            title={t("recommendations.rules.where")}
            disabled={rules.isDirty}
            choices={[
              {
                label: t("recommendations.rules.all"),
                value: "all",
                helpText: rules.isDirty && rules.isForAll && t("recommendations.rules.where_locked"),
              },
              {
                label: t("recommendations.rules.one", { product: rules.product.title }),
                value: "one",
                helpText: rules.isDirty && !rules.isForAll && t("recommendations.rules.where_locked"),
              },
            ]}
            selected={[rules.isForAll ? "all" : "one"]}
            onChange={([chosen]) => rules.setIsForAll(chosen === "all")}
          />
        )}
        <RuleList rules={rules} action="pin" />
        <RuleList rules={rules} action="exclude" />
        <SearchChoice
          kind="product"
          label={t("recommendations.rules.search")}
          actions={[
            { label: t("recommendations.rules.pin"), run: (choice) => rules.decide(choice, "pin") },
            { label: t("recommendations.rules.exclude"), run: (choice) => rules.decide(choice, "exclude") },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function RuleList({ rules, action }: { rules: PlacementRules; action: "pin" | "exclude" }) {
  const { t } = useTranslation();
  const of = rules.draft.filter((rule) => rule.action === action);
  if (of.length === 0) return null;
  const heading = t(action === "pin" ? "recommendations.rules.pins" : "recommendations.rules.exclusions");
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {heading}
      </Text>
      <ProductLines label={heading}>
        {of.map(({ itemId }, index) => (
          <ProductLine
            key={itemId}
            title={rules.titleOf(itemId)}
            imageUrl={rules.imageOf(itemId)}
            actions={
              <>
                {action === "pin" && index > 0 && (
                  <Button
                    size="slim"
                    accessibilityLabel={t("recommendations.rules.up", { product: rules.titleOf(itemId) })}
                    onClick={() => rules.moveUp(itemId)}
                  >
                    ↑
                  </Button>
                )}
                <Button
                  size="slim"
                  accessibilityLabel={t("recommendations.rules.remove_of", {
                    product: rules.titleOf(itemId),
                  })}
                  onClick={() => rules.remove(itemId)}
                >
                  {t("recommendations.rules.remove")}
                </Button>
              </>
            }
          />
        ))}
      </ProductLines>
    </BlockStack>
  );
}
