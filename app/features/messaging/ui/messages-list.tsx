import { Badge, BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { LogLine } from "../read-log.server.ts";
import { useDecisionWords, useTemplateName } from "./message-words.ts";
import { toneOf } from "./status-tone.ts";

/** Who gets what when, and why not. */
export function MessagesList({ lines }: { lines: readonly LogLine[] }) {
  const { t } = useTranslation();
  const templateName = useTemplateName();
  const columns: Column<LogLine>[] = [
    {
      key: "person",
      heading: t("messages.person"),
      role: "title",
      render: (line) => line.name ?? t("messages.nobody"),
    },
    {
      key: "state",
      heading: t("messages.state"),
      role: "lead",
      render: ({ status }) => <Badge {...toneOf(status)}>{t(`messages.status.${status}`)}</Badge>,
    },
    {
      key: "what",
      heading: t("messages.what"),
      role: "wide",
      render: (line) => line.subject ?? templateName(line.templateKey),
    },
    {
      key: "when",
      heading: t("messages.when"),
      render: (line) => <Moment at={line.sentAt ?? line.dueAt} withTime />,
    },
    { key: "why", heading: t("messages.why"), role: "wide", render: (line) => <Why line={line} /> },
  ];
  return (
    <ResponsiveTable
      caption={t("messages.title")}
      columns={columns}
      rows={lines}
      keyOf={(line) => line.id.toString()}
      linkOf={(line) => (line.customerId === null ? "/app/messages" : `/app/customers/${line.customerId}`)}
    />
  );
}

function Why({ line }: { line: LogLine }) {
  const { t } = useTranslation();
  const say = useDecisionWords();
  const words = say(line.decision, line.failure);
  if (line.mayRepeat) words.push(t("messages.may_repeat"));
  if (line.clickedAt) words.push(t("messages.clicked"));
  if (line.unsubscribedAt) words.push(t("messages.unsubscribed"));
  return (
    <BlockStack>
      {words.map((word) => (
        <Text as="span" tone="subdued" variant="bodySm" key={word}>
          {word}
        </Text>
      ))}
    </BlockStack>
  );
}
