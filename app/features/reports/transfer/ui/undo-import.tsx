import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Modal, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { UndoPreview } from "../undo-import.server.ts";
import type { ImportAnswer } from "./mapping-form.tsx";

/** Takes back what an import stored, after saying what that changes; or says why it cannot be taken back. */
export function UndoImport({ kind, undo }: { kind: string; undo: UndoPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<ImportAnswer>();
  const [isOpen, setIsOpen] = useState(false);
  if (!undo.isPossible)
    return (
      <Text as="p" tone="subdued">
        {t(`transfer.undo.impossible.${undo.reason}`)}
      </Text>
    );
  const counted = (count: number) => ({ count, number: formats.number(count) });
  const start = () => {
    void fetcher.submit({ intent: "undo" }, { method: "post" });
    setIsOpen(false);
  };
  return (
    <InlineStack align="end">
      <Button onClick={() => setIsOpen(true)} loading={fetcher.state !== "idle"}>
        {t("transfer.undo.open")}
      </Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("transfer.undo.title")}
        primaryAction={{ content: t("transfer.undo.confirm"), destructive: true, onAction: start }}
        secondaryActions={[{ content: t("form.cancel"), onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="200">
            <Text as="p">
              {t(`transfer.undo.what.${kind}` as "transfer.undo.what.points", counted(undo.goes))}
            </Text>
            {undo.stays > 0 && <Text as="p">{t("transfer.undo.stays", counted(undo.stays))}</Text>}
          </BlockStack>
        </Modal.Section>
      </Modal>
    </InlineStack>
  );
}
