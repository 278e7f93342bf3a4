import { BlockStack, Button, Card, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { READY_MADE, type ReadyMade } from "../domain/ready-made.ts";
import styles from "./ready-made-card.module.css";

const GROUPS = ["start", "lifecycle", "rfm"] as const;

/** The words of a ready-made segment. */
export function useReadyMadeText(): (key: string) => { name: string; text: string } {
  const { t } = useTranslation();
  return (key) => ({
    name: t(`segments.ready.${key}.name` as "segments.ready.never_bought.name"),
    text: t(`segments.ready.${key}.text` as "segments.ready.never_bought.text"),
  });
}

/** Segments to add in one press. */
export function ReadyMadeCard({ made }: { made: ReadonlyMap<string, bigint> }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("segments.ready.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("segments.ready.text")}
          </Text>
        </BlockStack>
        {GROUPS.map((group) => (
          <BlockStack key={group} gap="200">
            <Text as="h3" variant="headingSm">
              {t(`segments.ready.groups.${group}`)}
            </Text>
            <ul className={styles.list}>
              {READY_MADE.filter((ready) => ready.group === group).map((ready) => (
                <Ready key={ready.key} ready={ready} madeId={made.get(ready.key) ?? null} />
              ))}
            </ul>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function Ready({ ready, madeId }: { ready: ReadyMade; madeId: bigint | null }) {
  const { t } = useTranslation();
  const { name, text } = useReadyMadeText()(ready.key);
  const fetcher = useFetcher();
  return (
    <li className={styles.item}>
      <div>
        <Text as="p" fontWeight="semibold">
          {name}
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          {text}
        </Text>
      </div>
      {madeId === null ? (
        <Button
          accessibilityLabel={t("segments.ready.add_label", { name })}
          loading={fetcher.state !== "idle"}
          onClick={() =>
            void fetcher.submit({ ready: ready.key, name, description: text }, { method: "post" })
          }
        >
          {t("segments.ready.add")}
        </Button>
      ) : (
        <Button
          variant="plain"
          url={`/app/segments/${madeId}`}
          accessibilityLabel={t("segments.ready.open_label", { name })}
        >
          {t("segments.ready.open")}
        </Button>
      )}
    </li>
  );
}
