import { Banner, BlockStack, Box, Button, Card, ChoiceList, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";

interface SyncCardProps {
  segment: { name: string; sync: string; tag: string | null; syncError: string | null };
  preview: { canBeNative: boolean; toTag: number; tooManyToTag: boolean; most: number };
}

type SyncAnswer = { ok: true; intent: "sync" } | { ok: false; errors: FieldErrors };

/** Whether and how Shopify is told of a segment, and what each way would do. */
export function SyncCard({ segment, preview }: SyncCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  const fetcher = useFetcher<SyncAnswer>();
  const [sync, setSync] = useState(segment.sync);
  const [tag, setTag] = useState(segment.tag ?? segment.name.slice(0, 40).replaceAll(",", " "));
  const answered = useRef<SyncAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || answered.current === fetcher.data) return;
    answered.current = fetcher.data;
    if (fetcher.data.ok) showToast(t("segments.sync.saved"));
  }, [fetcher.state, fetcher.data, t]);
  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  const isDirty = sync !== segment.sync || (sync === "tag" && tag.trim() !== segment.tag);
  const choices = [
    { value: "none", label: t("segments.sync.none"), helpText: t("segments.sync.none_help") },
    {
      value: "native",
      label: t("segments.sync.native"),
      helpText: t(preview.canBeNative ? "segments.sync.native_help" : "segments.sync.native_impossible"),
      disabled: !preview.canBeNative,
    },
    {
      value: "tag",
      label: t("segments.sync.tag"),
      helpText: preview.tooManyToTag
        ? t("segments.sync.tag_impossible", { most: formats.number(preview.most) })
        : t("segments.sync.tag_help", { count: preview.toTag, customers: formats.number(preview.toTag) }),
      disabled: preview.tooManyToTag,
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("segments.sync.title")}
        </Text>
        {segment.syncError && (
          <Banner tone="critical">
            <p>
              {t("segments.sync.failed", {
                error: errorText({ key: `errors.${segment.syncError}` }) ?? segment.syncError,
              })}
            </p>
          </Banner>
        )}
        <ChoiceList
          title={t("segments.sync.text")}
          titleHidden
          choices={choices}
          selected={[sync]}
          onChange={([chosen]) => setSync(chosen ?? "none")}
          {...(errors["sync"] ? { error: errorText(errors["sync"]) } : {})}
        />
        {sync === "tag" && (
          <TextField
            label={t("segments.sync.tag_name")}
            value={tag}
            onChange={setTag}
            maxLength={40}
            autoComplete="off"
            error={errorText(errors["tag"])}
          />
        )}
        <Box>
          <Button
            disabled={!isDirty}
            loading={fetcher.state !== "idle"}
            onClick={() => void fetcher.submit({ intent: "sync", sync, tag }, { method: "post" })}
          >
            {t("segments.sync.save")}
          </Button>
        </Box>
      </BlockStack>
    </Card>
  );
}
