import { BlockStack, Button, Card, InlineStack, SkeletonBodyText, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { Subject } from "../domain/placements.ts";
import { ProductLine, ProductLines } from "./product-line.tsx";
import { useReasonText } from "./reason-text.ts";
import { SearchChoice } from "./search-choice.tsx";
import type { PlacementRules } from "./use-placement-rules.ts";

/** What a shopper would see beside a product, or a customer, with why each item is there. */
export function PreviewCard({ rules, subject }: { rules: PlacementRules; subject: Subject }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const reasonText = useReasonText(rules.titleOf);
  const isOfCustomers = subject === "customer";
  const shown = isOfCustomers ? rules.customer : rules.product;
  const show = isOfCustomers ? rules.showCustomer : rules.showProduct;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("recommendations.preview.title")}
          </Text>
          <Text as="p" tone="subdued">
            {shown
              ? t("recommendations.preview.beside", { name: shown.title })
              : t(`recommendations.preview.${subject}`)}
          </Text>
        </BlockStack>
        {subject !== "shop" && (
          <InlineStack gap="200" blockAlign="end" wrap>
            <div style={{ flex: "1 1 14rem" }}>
              <SearchChoice
                kind={isOfCustomers ? "customer" : "product"}
                label={t(
                  isOfCustomers
                    ? "recommendations.preview.find_customer"
                    : "recommendations.preview.find_product",
                )}
                actions={[{ label: t("recommendations.preview.show"), run: show }]}
              />
            </div>
            {shown && <Button onClick={() => show(null)}>{t("recommendations.preview.nobody")}</Button>}
          </InlineStack>
        )}
        <div aria-live="polite">
          {!rules.preview ? (
            <SkeletonBodyText lines={8} />
          ) : rules.preview.items.length === 0 ? (
            <Text as="p">{t("recommendations.preview.nothing")}</Text>
          ) : (
            <ProductLines label={t("recommendations.preview.title")} isStale={rules.isStale}>
              {rules.preview.items.map((item) => (
                <ProductLine
                  key={item.id}
                  title={item.title}
                  imageUrl={item.imageUrl}
                  note={reasonText(item.reason)}
                  actions={
                    <InlineStack gap="200" blockAlign="center">
                      {item.priceMinor !== null && <Text as="span">{formats.money(item.priceMinor)}</Text>}
                      <Button
                        size="slim"
                        accessibilityLabel={`${t("recommendations.rules.exclude")}: ${item.title}`}
                        onClick={() => rules.decide(item, "exclude")}
                      >
                        {t("recommendations.rules.exclude")}
                      </Button>
                    </InlineStack>
                  }
                />
              ))}
            </ProductLines>
          )}
        </div>
      </BlockStack>
    </Card>
  );
}
