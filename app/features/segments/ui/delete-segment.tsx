import { Banner, BlockStack, Button, Modal, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";

/** Deletes a segment after asking; what still names it is said. */
export function DeleteSegment({ segment }: { segment: { name: string; isAtShopify: boolean } }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<{ ok: false; errors: FieldErrors }>();
  const [isOpen, setIsOpen] = useState(false);
  const error = fetcher.data && errorText(fetcher.data.errors["form"]);
  return (
    <>
      <Button tone="critical" variant="tertiary" onClick={() => setIsOpen(true)}>
        {t("segments.editor.delete")}
      </Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("segments.editor.delete_title", { name: segment.name })}
        primaryAction={{
          content: t("segments.editor.delete"),
          destructive: true,
          loading: fetcher.state !== "idle",
          onAction: () => void fetcher.submit({ intent: "delete" }, { method: "post" }),
        }}
        secondaryActions={[{ content: t("form.cancel"), onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="200">
            {error && (
              <Banner tone="critical">
                <p>{error}</p>
              </Banner>
            )}
            <Text as="p">{t("segments.editor.delete_text")}</Text>
            {segment.isAtShopify && <Text as="p">{t("segments.editor.delete_shopify")}</Text>}
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}
