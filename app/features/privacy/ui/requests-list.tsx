import { Badge, Button, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { RequestLine } from "../list-requests.server.ts";

/** Requests about people's data: what is asked, by when it is due, and what was collected. */
export function RequestsList({ requests }: { requests: readonly RequestLine[] }) {
  const { t } = useTranslation();
  const columns: Column<RequestLine>[] = [
    {
      key: "kind",
      heading: t("privacy.request"),
      role: "title",
      render: (line) => (line.kind === "redact" ? t("privacy.kind_redact") : t("privacy.kind_data_request")),
    },
    {
      key: "person",
      heading: t("privacy.person"),
      render: (line) => line.name ?? (line.customerId === null ? "–" : line.customerId.toString()),
    },
    { key: "source", heading: t("privacy.asked_by"), render: (line) => <Source source={line.source} /> },
    { key: "received", heading: t("privacy.received"), render: (line) => <Moment at={line.receivedAt} /> },
    { key: "state", heading: t("privacy.state"), role: "lead", render: (line) => <State line={line} /> },
    {
      key: "export",
      heading: t("privacy.export"),
      role: "wide",
      render: (line) => line.hasExport && <Downloads requestId={line.id.toString()} />,
    },
  ];
  return (
    <ResponsiveTable
      caption={t("privacy.requests")}
      columns={columns}
      rows={requests}
      keyOf={(line) => line.id.toString()}
    />
  );
}

function Source({ source }: { source: string }) {
  const { t } = useTranslation();
  if (source === "shopper") return t("privacy.source_shopper");
  return source === "staff" ? t("privacy.source_staff") : t("privacy.source_shopify");
}

function State({ line }: { line: RequestLine }) {
  const { t } = useTranslation();
  if (line.outcome === "withdrawn") return <Badge>{t("privacy.withdrawn")}</Badge>;
  if (line.outcome === "nobody") return <Badge>{t("privacy.nobody")}</Badge>;
  if (line.completedAt) return <Badge tone="success">{t("privacy.done")}</Badge>;
  return (
    <InlineStack gap="200" blockAlign="center">
      <Badge tone={line.attempts > 0 ? "warning" : "attention"}>{t("privacy.open")}</Badge>
      <Text as="span" tone="subdued">
        {t("privacy.due")} <Moment at={line.dueAt} />
      </Text>
    </InlineStack>
  );
}

const FORMATS = ["html", "csv", "json"] as const;

/** App Bridge signs the fetch; a plain link would come without the merchant's token. */
function Downloads({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const download = async (format: string) => {
    const answer = await fetch(`/app/privacy/${requestId}?format=${format}`).catch(() => null);
    setFailed(!answer?.ok);
    if (!answer?.ok) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `customer-data-${requestId}.${format}`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <InlineStack gap="200" blockAlign="center">
      {FORMATS.map((format) => (
        <Button key={format} size="slim" onClick={() => void download(format)}>
          {t("privacy.download", { format: format.toUpperCase() })}
        </Button>
      ))}
      {failed && (
        <Text as="span" tone="critical">
          {t("privacy.download_failed")}
        </Text>
      )}
    </InlineStack>
  );
}
