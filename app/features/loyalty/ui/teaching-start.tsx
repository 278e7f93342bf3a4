import { Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import styles from "./teaching-start.module.css";

/** How a points programme works, for who has not started one. */
export function TeachingStart() {
  const { t } = useTranslation();
  return (
    <Card>
      <div className={styles.start}>
        <img src="/illustrations/points.svg" alt="" width="160" height="120" />
        <div>
          <Text as="h2" variant="headingLg">
            {t("loyalty.teaching.title")}
          </Text>
          <ol className={styles.steps}>
            {(["earn", "see", "redeem"] as const).map((step) => (
              <li key={step}>{t(`loyalty.teaching.${step}`)}</li>
            ))}
          </ol>
        </div>
      </div>
    </Card>
  );
}
