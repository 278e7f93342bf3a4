import { Banner, BlockStack, Button, Card, InlineStack, Modal, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";

/** What the page's action answers. */
export type StartAnswer =
  | { step: "preview"; who: string; name: string | null; people: number; counts: Record<string, number> }
  | { step: "none" }
  | { step: "started"; kind: string };

const GROUPS = ["person", "consents", "orders", "visits", "points", "records"] as const;

/** Starts an export or an erasure for a person by hand: find, see what it concerns, confirm. */
export function StartRequest({ customerId }: { customerId: string | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<StartAnswer>();
  const [who, setWho] = useState(customerId ?? "");
  const [isErasing, setIsErasing] = useState(false);
  const answer = fetcher.data;
  const send = (intent: string, person: string) =>
    void fetcher.submit({ intent, who: person }, { method: "post" });
  useEffect(() => {
    if (answer?.step !== "started") return;
    showToast(answer.kind === "redact" ? t("privacy.start.erasing") : t("privacy.start.exporting"));
  }, [answer, t]);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("privacy.start.title")}
        </Text>
        <TextField
          label={t("privacy.start.who")}
          helpText={t("privacy.start.who_help")}
          value={who}
          onChange={setWho}
          autoComplete="off"
          connectedRight={
            <Button
              onClick={() => send("preview", who)}
              disabled={who.trim() === ""}
              loading={fetcher.state !== "idle"}
            >
              {t("privacy.start.find")}
            </Button>
          }
        />
        {answer?.step === "none" && <Banner tone="info">{t("privacy.start.none")}</Banner>}
        {answer?.step === "preview" && (
          <BlockStack gap="200">
            <Text as="p">
              {t("privacy.start.found", {
                name: answer.name ?? answer.who,
                people: formats.number(answer.people),
              })}
            </Text>
            <Text as="p" tone="subdued">
              {GROUPS.map(
                (group) => `${t(`privacy.group.${group}`)}: ${formats.number(answer.counts[group] ?? 0)}`,
              ).join(" · ")}
            </Text>
            <InlineStack gap="200">
              <Button onClick={() => send("data_request", answer.who)}>{t("privacy.start.export")}</Button>
              <Button tone="critical" onClick={() => setIsErasing(true)}>
                {t("privacy.start.erase")}
              </Button>
            </InlineStack>
            <Modal
              open={isErasing}
              onClose={() => setIsErasing(false)}
              title={t("privacy.start.erase_title", { name: answer.name ?? answer.who })}
              primaryAction={{
                content: t("privacy.start.erase"),
                destructive: true,
                onAction: () => {
                  send("redact", answer.who);
                  setIsErasing(false);
                },
              }}
              secondaryActions={[{ content: t("form.cancel"), onAction: () => setIsErasing(false) }]}
            >
              <Modal.Section>
                <Text as="p">{t("privacy.start.erase_text")}</Text>
              </Modal.Section>
            </Modal>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
