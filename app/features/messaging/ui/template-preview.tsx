import { BlockStack, Button, ButtonGroup, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Preview } from "../template-page.server.ts";
import styles from "./template-preview.module.css";

const VIEWS = ["phone", "desktop", "text"] as const;

interface TemplatePreviewProps {
  preview: Preview;
  /** A customer's name, e-mail address or number; empty = an example. */
  who: string;
  onWho: (who: string) => void;
}

/** A message as a phone and as a desktop show it. It runs nothing and reaches nothing of this page. */
export function TemplatePreview({ preview: { rendered, person }, who, onWho }: TemplatePreviewProps) {
  const { t } = useTranslation();
  const [view, setView] = useState<(typeof VIEWS)[number]>("phone");
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("messages.preview.title")}
          </Text>
          <ButtonGroup variant="segmented">
            {VIEWS.map((each) => (
              <Button key={each} size="slim" pressed={each === view} onClick={() => setView(each)}>
                {t(`messages.preview.${each}`)}
              </Button>
            ))}
          </ButtonGroup>
        </InlineStack>
        <TextField
          label={t("messages.editor.customer")}
          placeholder={t("messages.editor.customer_placeholder")}
          value={who}
          onChange={onWho}
          clearButton
          onClearButtonClick={() => onWho("")}
          helpText={
            who.trim() === "" || person === null
              ? t(who.trim() === "" ? "messages.preview.example" : "messages.preview.nobody")
              : t("messages.preview.as", { name: person })
          }
          autoComplete="off"
        />
        {rendered && (
          <>
            <div className={styles.inbox} dir="auto">
              <Text as="p" fontWeight="semibold">
                {rendered.subject}
              </Text>
            </div>
            <div className={styles.scroller}>
              {view === "text" ? (
                <pre className={styles.text} dir="auto">
                  {rendered.text}
                </pre>
              ) : (
                <iframe
                  className={styles[view]}
                  title={t(`messages.preview.${view}`)}
                  srcDoc={rendered.html}
                  sandbox=""
                />
              )}
            </div>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
