import { useFetcher, useNavigate } from "@remix-run/react";
import { Banner, BlockStack, Card, DropZone, ProgressBar, Select, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { BRINGABLE, type Bringable, UPLOAD_PIECE_BYTES } from "../schema.ts";

/** What the page's action answers to a new import. */
export interface BegunAnswer {
  importId: string;
}

/** Sends a file piece by piece. @throws when a piece was not taken */
async function upload(file: File, importId: string, onProgress: (percent: number) => void): Promise<void> {
  for (let piece = 0; piece * UPLOAD_PIECE_BYTES < file.size; piece += 1) {
    const bytes = file.slice(piece * UPLOAD_PIECE_BYTES, (piece + 1) * UPLOAD_PIECE_BYTES);
    const response = await fetch(`/app/data/upload?import=${importId}&piece=${piece}`, {
      method: "POST",
      body: bytes,
    });
    if (!response.ok) throw new Error(`piece ${piece} was not taken`);
    onProgress(Math.min(100, Math.round((100 * (piece + 1) * UPLOAD_PIECE_BYTES) / file.size)));
  }
}

/** Choose what to bring, add the file, and go on to its page. */
export function BringCard() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const begin = useFetcher<BegunAnswer>();
  const finish = useFetcher<BegunAnswer>();
  const [kind, setKind] = useState<Bringable>("points");
  const [file, setFile] = useState<File | null>(null);
  const [percent, setPercent] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);

  const start = (chosen: File) => {
    setHasFailed(false);
    setPercent(0);
    setFile(chosen);
    void begin.submit({ intent: "begin", kind, fileName: chosen.name }, { method: "post" });
  };
  const importId = begin.state === "idle" ? begin.data?.importId : undefined;
  const submitFinish = finish.submit;
  useEffect(() => {
    if (!importId || !file) return;
    upload(file, importId, setPercent).then(
      () => void submitFinish({ intent: "uploaded", importId }, { method: "post" }),
      () => {
        setHasFailed(true);
        setFile(null);
      },
    );
  }, [importId, file, submitFinish]);
  useEffect(() => {
    if (finish.state === "idle" && finish.data?.importId) void navigate(`/app/data/${finish.data.importId}`);
  }, [finish.state, finish.data, navigate]);

  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("transfer.bring.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("transfer.bring.text")}
          </Text>
        </BlockStack>
        {hasFailed && <Banner tone="critical">{t("transfer.bring.failed")}</Banner>}
        <Select
          label={t("transfer.bring.kind")}
          options={BRINGABLE.map((value) => ({ value, label: t(`transfer.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value as Bringable)}
          helpText={t(`transfer.kind_hint.${kind}`)}
          disabled={file !== null}
        />
        {file ? (
          <BlockStack gap="200">
            <Text as="p">{t("transfer.bring.uploading", { file: file.name })}</Text>
            <ProgressBar progress={percent} size="small" />
          </BlockStack>
        ) : (
          <DropZone
            label={t("transfer.bring.drop")}
            labelHidden
            allowMultiple={false}
            onDropAccepted={([chosen]) => chosen && start(chosen)}
          >
            <DropZone.FileUpload
              actionTitle={t("transfer.bring.drop")}
              actionHint={t(
                kind === "archive" ? "transfer.bring.drop_hint_archive" : "transfer.bring.drop_hint",
              )}
            />
          </DropZone>
        )}
      </BlockStack>
    </Card>
  );
}
