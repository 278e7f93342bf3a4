import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Checkbox, InlineStack, Modal, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { SectionCard } from "#app/ui/section-card.tsx";
import { showToast } from "#app/ui/toast.ts";

/** Has what follows from the customer's history made anew, after asking. */
export function ReplayCard({ id }: { id: bigint }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>();
  const [isOpen, setIsOpen] = useState(false);
  const [withDeliveries, setWithDeliveries] = useState(false);
  useEffect(() => {
    if (fetcher.state === "idle" && fetcher.data?.ok) showToast(t("profile.replay.started"));
  }, [fetcher.state, fetcher.data, t]);
  const close = () => setIsOpen(false);
  const start = () => {
    void fetcher.submit(
      { deliveries: withDeliveries ? "on" : "off" },
      { method: "post", action: `/app/customers/${id}/replay` },
    );
    close();
  };
  return (
    <SectionCard title={t("profile.replay.title")}>
      <Text as="p" tone="subdued">
        {t("profile.replay.text")}
      </Text>
      <InlineStack>
        <Button onClick={() => setIsOpen(true)} loading={fetcher.state !== "idle"}>
          {t("profile.replay.open")}
        </Button>
      </InlineStack>
      <Modal
        open={isOpen}
        onClose={close}
        title={t("profile.replay.ask")}
        primaryAction={{ content: t("profile.replay.confirm"), onAction: start }}
        secondaryActions={[{ content: t("form.cancel"), onAction: close }]}
      >
        <Modal.Section>
          <BlockStack gap="300">
            <Text as="p">{t("profile.replay.what")}</Text>
            <Checkbox
              label={t("profile.replay.deliveries")}
              helpText={t("profile.replay.deliveries_help")}
              checked={withDeliveries}
              onChange={setWithDeliveries}
            />
          </BlockStack>
        </Modal.Section>
      </Modal>
    </SectionCard>
  );
}
