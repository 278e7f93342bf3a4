import { Button, Modal, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";

/** What the pages' actions answer to a retry. */
export interface RetryAnswer {
  retried: number;
}

/** Says how many deliveries wait again, once it is known. */
export function useRetryToast(fetcher: { state: string; data: RetryAnswer | undefined }): void {
  const { t } = useTranslation();
  const said = useRef<RetryAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || said.current === fetcher.data) return;
    said.current = fetcher.data;
    showToast(t("deliveries.retried", { count: fetcher.data.retried }));
  }, [fetcher.state, fetcher.data, t]);
}

/** Tries all failed deliveries again, after asking. */
export function RetryAll({ failed }: { failed: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<RetryAnswer>();
  const [isOpen, setIsOpen] = useState(false);
  useRetryToast(fetcher);
  const count = { count: failed, deliveries: formats.number(failed) };
  return (
    <>
      <Button onClick={() => setIsOpen(true)} loading={fetcher.state !== "idle"}>
        {t("deliveries.retry_all.open")}
      </Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("deliveries.retry_all.title", count)}
        primaryAction={{
          content: t("deliveries.retry_all.confirm", count),
          onAction: () => {
            void fetcher.submit({}, { method: "post" });
            setIsOpen(false);
          },
        }}
        secondaryActions={[{ content: t("form.cancel"), onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t("deliveries.retry_all.text")}</Text>
        </Modal.Section>
      </Modal>
    </>
  );
}
