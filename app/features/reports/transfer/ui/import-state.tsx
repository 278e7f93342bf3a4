import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Box, Button, Card, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { MAX_ROWS_EXPLAINED } from "../domain/import-rows.ts";
import type { ImportAnswer } from "./mapping-form.tsx";

export interface ImportProgress {
  kind: string;
  status: string;
  rowsTotal: number;
  rowsRead: number;
  rowsStored: number;
  rowsFailed: number;
  /** Of people whose record is Shopify's: nothing of these rows is stored. */
  rowsKnown: number;
  /** A refusal's code and details as JSON. */
  error: string | null;
}

interface ImportStateProps {
  run: ImportProgress;
  /** Its rows say when points expire. */
  tellsExpiry: boolean;
}

/** How an import stands, and what can be done next. */
export function ImportState({ run, tellsExpiry }: ImportStateProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  const fetcher = useFetcher<ImportAnswer>();
  const send = (intent: string) => () => void fetcher.submit({ intent }, { method: "post" });
  const isBusy = fetcher.state !== "idle";
  const counted = (count: number) => ({ count, rows: formats.number(count) });
  const answer = fetcher.data;
  const refused = answer && !answer.ok ? errorText(answer.errors["form"]) : undefined;
  const left = run.rowsFailed > 0;
  switch (run.status) {
    case "checking":
    case "running":
      return (
        <Card>
          <BlockStack gap="300">
            <Text as="p">{t(`transfer.progress.${run.status}`)}</Text>
            <ProgressBar
              progress={run.rowsTotal > 0 ? Math.round((100 * run.rowsRead) / run.rowsTotal) : 5}
              size="small"
            />
            <InlineStack align="space-between" blockAlign="center">
              <Text as="p" tone="subdued" variant="bodySm">
                {t("transfer.progress.rows", counted(run.rowsRead))}
              </Text>
              <Button onClick={send("cancel")} loading={isBusy}>
                {t("transfer.cancel")}
              </Button>
            </InlineStack>
          </BlockStack>
        </Card>
      );
    case "checked": {
      const isArchive = run.kind === "archive";
      const rows = isArchive ? run.rowsTotal : run.rowsStored;
      return (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("transfer.checked.title")}
            </Text>
            {refused && <Banner tone="critical">{refused}</Banner>}
            <Text as="p">
              {rows === 0
                ? t(run.rowsKnown > 0 ? "transfer.checked.nothing_new" : "transfer.checked.nothing")
                : isArchive
                  ? t("transfer.checked.archive", { rows: formats.number(rows) })
                  : t("transfer.checked.text", counted(rows))}
            </Text>
            {left && <Banner tone="warning">{t("transfer.checked.failed", counted(run.rowsFailed))}</Banner>}
            {run.rowsKnown > 0 && <Text as="p">{t("transfer.checked.known", counted(run.rowsKnown))}</Text>}
            {tellsExpiry && <Banner tone="warning">{t("transfer.checked.expiry")}</Banner>}
            <InlineStack align="end" gap="200">
              <Button onClick={send("cancel")} disabled={isBusy}>
                {t("transfer.cancel")}
              </Button>
              <Button variant="primary" onClick={send("start")} loading={isBusy} disabled={rows === 0}>
                {t("transfer.checked.start", counted(rows))}
              </Button>
            </InlineStack>
          </BlockStack>
        </Card>
      );
    }
    case "done":
      return (
        <Banner tone={left ? "warning" : "success"} title={t("transfer.done.title")}>
          <p>{t("transfer.done.text", counted(run.rowsStored))}</p>
          {left && <p>{t("transfer.done.failed", counted(run.rowsFailed))}</p>}
          {run.rowsKnown > 0 && <p>{t("transfer.done.known", counted(run.rowsKnown))}</p>}
        </Banner>
      );
    case "cancelled":
      return <Banner tone="info">{t("transfer.cancelled.text")}</Banner>;
    case "undoing":
      return (
        <Card>
          <BlockStack gap="300">
            <Text as="p">{t("transfer.undo.running")}</Text>
            <ProgressBar
              progress={run.rowsTotal > 0 ? Math.round((100 * run.rowsRead) / run.rowsTotal) : 5}
              size="small"
            />
            <Text as="p" tone="subdued" variant="bodySm">
              {t("transfer.undo.progress", {
                undone: formats.number(run.rowsRead),
                all: formats.number(run.rowsTotal),
              })}
            </Text>
          </BlockStack>
        </Card>
      );
    case "undone":
      return <Banner tone="info">{t("transfer.undo.done")}</Banner>;
    case "failed":
      return <Banner tone="critical">{errorText(refusalOf(run.error))}</Banner>;
    default:
      return null;
  }
}

function refusalOf(error: string | null): { key: string; details: Record<string, string | number> } {
  const { code, details } = JSON.parse(error ?? "{}") as {
    code?: string;
    details?: Record<string, string | number>;
  };
  return { key: `errors.${code ?? "invalid"}`, details: details ?? {} };
}

export interface Problem {
  line: number;
  field: string;
  message: string;
}

interface ProblemsProps {
  /** The first ones. */
  problems: readonly Problem[];
  /** There are more than are shown. */
  hasMore: boolean;
  rowsFailed: number;
  rowsKnown: number;
}

/** What is wrong with the file and of which rows nothing is stored, row by row. */
export function Problems({ problems, hasMore, rowsFailed, rowsKnown }: ProblemsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<ImportAnswer>();
  const url = fetcher.state === "idle" && fetcher.data?.ok ? fetcher.data.url : undefined;
  useEffect(() => {
    if (url) window.open(url, "_blank");
  }, [url]);
  if (problems.length === 0) return null;
  const isCut = Math.max(rowsFailed, rowsKnown) > MAX_ROWS_EXPLAINED;
  const title = t(rowsKnown > 0 ? "transfer.problems.title_notes" : "transfer.problems.title");
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Button
            variant="plain"
            onClick={() => void fetcher.submit({ intent: "problems" }, { method: "post" })}
            loading={fetcher.state !== "idle"}
          >
            {isCut
              ? t("transfer.problems.download_first", { rows: formats.number(MAX_ROWS_EXPLAINED) })
              : t("transfer.problems.download")}
          </Button>
        </InlineStack>
        {hasMore && (
          <Text as="p" tone="subdued">
            {isCut
              ? t("transfer.problems.cut", {
                  shown: formats.number(problems.length),
                  rows: formats.number(MAX_ROWS_EXPLAINED),
                  all: formats.number(rowsFailed + rowsKnown),
                })
              : t("transfer.problems.more", { shown: formats.number(problems.length) })}
          </Text>
        )}
      </Box>
      <ResponsiveTable
        caption={title}
        rows={problems}
        keyOf={({ line, field }) => `${line} ${field}`}
        columns={[
          {
            key: "line",
            heading: t("transfer.problems.line"),
            role: "title",
            render: ({ line }) => formats.number(line),
          },
          {
            key: "field",
            heading: t("transfer.problems.field"),
            role: "lead",
            render: ({ field }) => t(`transfer.field.${field}` as "transfer.field.email"),
          },
          {
            key: "message",
            heading: t("transfer.problems.message"),
            role: "wide",
            render: ({ message }) => message,
          },
        ]}
      />
    </Card>
  );
}
