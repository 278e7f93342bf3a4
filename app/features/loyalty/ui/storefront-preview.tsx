import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { pointsForGoods } from "#app/features/loyalty/domain/earning.ts";
import { useFormats } from "#app/ui/formats.tsx";
import styles from "./storefront-preview.module.css";

interface StorefrontPreviewProps {
  /** null while the fields cannot be read. */
  rule: {
    earnPoints: number;
    earnPerMinor: number;
    rewardCostPoints: number;
    rewardValueMinor: number;
  } | null;
  isRewardActive: boolean;
}

/** About what the blocks will say in the shop, on an example product and an example balance. */
export function StorefrontPreview({ rule, isRewardActive }: StorefrontPreviewProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("storefront.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("storefront.text")}
          </Text>
        </BlockStack>
        {rule ? (
          <Example rule={rule} isRewardActive={isRewardActive} />
        ) : (
          <Text as="p" tone="subdued">
            {t("preview.unreadable")}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Example({
  rule,
  isRewardActive,
}: {
  rule: NonNullable<StorefrontPreviewProps["rule"]>;
  isRewardActive: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  // Twelve times what one step of the rule asks for: an example that earns points under any rule.
  const priceMinor = BigInt(rule.earnPerMinor) * 12n;
  const points = Number(pointsForGoods({ ...rule, active: true }, priceMinor));
  const balance = Math.floor(rule.rewardCostPoints * 0.6);
  const missing = rule.rewardCostPoints - balance;
  return (
    <div className={styles.shop}>
      <div className={styles.product}>
        <div className={styles.picture} />
        <div>
          <p className={styles.name}>{t("storefront.product")}</p>
          <p>{formats.money(priceMinor)}</p>
          <p className={styles.earn}>
            <Star />
            {t("storefront.earn", { count: points, points: formats.number(points) })}
          </p>
        </div>
      </div>
      {isRewardActive && (
        <div className={styles.balance}>
          <p className={styles.name}>
            {t("storefront.balance", { count: balance, points: formats.number(balance) })}
          </p>
          <div className={styles.track}>
            <div className={styles.bar} style={{ width: `${(balance / rule.rewardCostPoints) * 100}%` }} />
          </div>
          <p>
            {t("storefront.missing", {
              count: missing,
              points: formats.number(missing),
              reward: formats.money(rule.rewardValueMinor),
            })}
          </p>
        </div>
      )}
    </div>
  );
}

function Star() {
  return (
    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="currentColor">
      <path d="m10 1.5 2.6 5.5 6 .8-4.4 4.2 1.1 6L10 15.1 4.7 18l1.1-6L1.4 7.8l6-.8z" />
    </svg>
  );
}
