import { BlockStack, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Block } from "../domain/content.ts";

/** The fields of one block. */
export function BlockFields({ block, onChange }: { block: Block; onChange: (block: Block) => void }) {
  const { t } = useTranslation();
  const field = (label: string, value: string, change: (value: string) => Block, lines = 1) => (
    <TextField
      label={label}
      value={value}
      onChange={(text) => onChange(change(text))}
      autoComplete="off"
      {...(lines > 1 ? { multiline: lines } : {})}
    />
  );
  switch (block.type) {
    case "heading":
      return field(t("messages.field.text"), block.text, (text) => ({ ...block, text }));
    case "text":
      return field(t("messages.field.text"), block.text, (text) => ({ ...block, text }), 4);
    case "image":
      return (
        <BlockStack gap="200">
          {field(t("messages.field.url"), block.url, (url) => ({ ...block, url }))}
          {field(t("messages.field.alt"), block.alt, (alt) => ({ ...block, alt }))}
          {field(t("messages.field.href"), block.href, (href) => ({ ...block, href }))}
        </BlockStack>
      );
    case "button":
      return (
        <BlockStack gap="200">
          {field(t("messages.field.label"), block.label, (label) => ({ ...block, label }))}
          {field(t("messages.field.href"), block.url, (url) => ({ ...block, url }))}
        </BlockStack>
      );
    case "products":
      return field(t("messages.field.limit"), String(block.limit), (limit) => ({
        ...block,
        limit: Math.min(12, Math.max(1, Number(limit) || 1)),
      }));
    case "coupon":
      return field(t("messages.field.text"), block.label, (label) => ({ ...block, label }));
    case "divider":
      return null;
  }
}
