import { useFetcher } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { TransferStatus } from "./transfer-status.tsx";

export interface ExportLine {
  id: bigint;
  status: string;
  bytes: bigint;
  rows: bigint;
  createdAt: Date;
  expiresAt: Date | null;
}

/** What the page's action answers to a download. */
export interface DownloadAnswer {
  url: string;
}

/** Everything in one archive, and the archives that there are. */
export function TakeCard({ exports }: { exports: readonly ExportLine[] }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  const isUnderWay = exports.some(({ status }) => status === "waiting" || status === "running");
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("transfer.take.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("transfer.take.text")}
          </Text>
        </BlockStack>
        <InlineStack>
          <Button
            onClick={() => void fetcher.submit({ intent: "export" }, { method: "post" })}
            loading={isUnderWay || fetcher.state !== "idle"}
          >
            {t("transfer.take.action")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued" variant="bodySm">
          {t("transfer.take.warning")}
        </Text>
        {exports.length > 0 && (
          <BlockStack gap="300">
            {exports.map((line) => (
              <ExportRow key={line.id.toString()} line={line} />
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

const MIB = 1024 * 1024;

function ExportRow({ line }: { line: ExportLine }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<DownloadAnswer>();
  const url = fetcher.state === "idle" ? fetcher.data?.url : undefined;
  useEffect(() => {
    if (url) window.open(url, "_blank");
  }, [url]);
  return (
    <InlineStack align="space-between" blockAlign="center" gap="200">
      <BlockStack gap="050">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="medium">
            <Moment at={line.createdAt} />
          </Text>
          {line.status === "done" ? (
            <Badge tone="success">{`${formats.number(Math.max(0.1, Number((line.bytes * 10n) / BigInt(MIB)) / 10))} MB`}</Badge>
          ) : (
            <TransferStatus status={line.status} />
          )}
        </InlineStack>
        <Text as="span" tone="subdued" variant="bodySm">
          {t("transfer.progress.rows", { count: Number(line.rows), rows: formats.number(line.rows) })}
          {line.status === "done" && line.expiresAt
            ? ` · ${t("transfer.exports.until", { date: formats.date(line.expiresAt) })}`
            : ""}
        </Text>
      </BlockStack>
      {line.status === "done" && (
        <Button
          onClick={() =>
            void fetcher.submit({ intent: "download", exportId: line.id.toString() }, { method: "post" })
          }
          loading={fetcher.state !== "idle"}
        >
          {t("transfer.take.download")}
        </Button>
      )}
    </InlineStack>
  );
}
