import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import styles from "./template-preview.module.css";

/** A message as a phone and as a desktop show it. It runs nothing and reaches nothing of this page. */
export function TemplatePreview({ rendered }: { rendered: { subject: string; html: string; text: string } }) {
  const { t } = useTranslation();
  return (
    <div className={styles.previews}>
      {(["phone", "desktop"] as const).map((device) => (
        <Card key={device}>
          <BlockStack gap="200">
            <Text as="h2" variant="headingSm">
              {t(`messages.preview.${device}`)}
            </Text>
            <Text as="p" fontWeight="medium">
              {rendered.subject}
            </Text>
            <iframe
              className={styles[device]}
              title={t(`messages.preview.${device}`)}
              srcDoc={rendered.html}
              sandbox=""
            />
          </BlockStack>
        </Card>
      ))}
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingSm">
            {t("messages.preview.text")}
          </Text>
          <pre className={styles.text}>{rendered.text}</pre>
        </BlockStack>
      </Card>
    </div>
  );
}
