import { Badge, type BadgeProps, BlockStack, Button, InlineStack, Modal, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { BulkChange } from "../schema.ts";
import { saveFile } from "./save-file.ts";

interface BulkActionLine {
  id: bigint;
  change: BulkChange;
  status: "preparing" | "running" | "done" | "failed" | "undoing" | "undone";
  total: number;
  done: number;
  failed: number;
  skipped: number;
  error: string | null;
  createdAt: Date;
  hasFile: boolean;
}

const TONES: Partial<Record<BulkActionLine["status"], NonNullable<BadgeProps["tone"]>>> = {
  preparing: "attention",
  running: "attention",
  undoing: "attention",
  done: "success",
  failed: "critical",
};

/** What was done to many customers, how far it is, and the way back. */
export function BulkActionsList({ actions }: { actions: readonly BulkActionLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentenceOf = ({ change }: BulkActionLine) => {
    if (change.kind === "export") return t("bulk_actions.kinds.export");
    if (change.kind === "adjust_points")
      return t("bulk_actions.kinds.adjust_points", {
        points: formats.signed(change.points),
        reason: change.reason,
      });
    return t(`bulk_actions.kinds.${change.kind}`, { tags: change.tags.join(", ") });
  };
  const columns: Column<BulkActionLine>[] = [
    { key: "what", heading: t("bulk_actions.what"), role: "title", render: sentenceOf },
    {
      key: "state",
      heading: t("bulk_actions.state"),
      role: "lead",
      render: ({ status }) => {
        const tone = TONES[status];
        return <Badge {...(tone ? { tone } : {})}>{t(`bulk_actions.states.${status}`)}</Badge>;
      },
    },
    {
      key: "progress",
      heading: t("bulk_actions.progress"),
      role: "plain",
      render: (line) => <Progress line={line} />,
    },
    {
      key: "when",
      heading: t("bulk_actions.when"),
      role: "plain",
      render: ({ createdAt }) => <Moment at={createdAt} withTime />,
    },
    { key: "act", heading: "", role: "wide", align: "end", render: (line) => <WayBack line={line} /> },
  ];
  return (
    <ResponsiveTable
      caption={t("bulk_actions.title")}
      columns={columns}
      rows={actions}
      keyOf={({ id }) => id.toString()}
    />
  );
}

function Progress({ line }: { line: BulkActionLine }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const details = [
    line.skipped > 0 && t("bulk_actions.skipped", { count: line.skipped }),
    line.failed > 0 && t("bulk_actions.failed", { count: line.failed }),
    line.error,
  ].filter(Boolean);
  return (
    <BlockStack>
      <Text as="span">
        {t("bulk_actions.of", { done: formats.number(line.done), total: formats.number(line.total) })}
      </Text>
      {details.length > 0 && (
        <Text as="span" tone="subdued" variant="bodySm" breakWord>
          {details.join(" · ")}
        </Text>
      )}
    </BlockStack>
  );
}

function WayBack({ line }: { line: BulkActionLine }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  const file = useFetcher<{ name: string; text: string }>();
  const [isAsking, setIsAsking] = useState(false);
  const id = line.id.toString();
  if (line.change.kind === "export") {
    if (!line.hasFile || line.status !== "done") return null;
    return (
      <Button
        loading={file.state !== "idle"}
        onClick={() => void saveFile(`/app/customers/actions/${id}/file`)}
      >
        {t("bulk_actions.download")}
      </Button>
    );
  }
  if (line.status !== "done" && line.status !== "failed") return null;
  return (
    <InlineStack align="end">
      <Button onClick={() => setIsAsking(true)} loading={fetcher.state !== "idle"}>
        {t("bulk_actions.undo")}
      </Button>
      <Modal
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={t("bulk_actions.undo_title")}
        primaryAction={{
          content: t("bulk_actions.undo"),
          onAction: () => {
            setIsAsking(false);
            void fetcher.submit({ intent: "undo", id }, { method: "post", action: "/app/customers/bulk" });
          },
        }}
        secondaryActions={[{ content: t("form.cancel"), onAction: () => setIsAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t("bulk_actions.undo_text")}</Text>
        </Modal.Section>
      </Modal>
    </InlineStack>
  );
}
