import { Box, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { TransferStatus } from "./transfer-status.tsx";

export interface ImportLine {
  id: bigint;
  kind: string;
  fileName: string;
  status: string;
  rowsStored: number;
  createdAt: Date;
}

/** The files that were brought, newest first. */
export function ImportsList({ imports }: { imports: readonly ImportLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("transfer.imports.title")}
        </Text>
      </Box>
      {imports.length === 0 ? (
        <Box padding="400" paddingBlockStart="0">
          <Text as="p" tone="subdued">
            {t("transfer.imports.none")}
          </Text>
        </Box>
      ) : (
        <ResponsiveTable
          caption={t("transfer.imports.title")}
          rows={imports}
          keyOf={({ id }) => id.toString()}
          linkOf={({ id }) => `/app/data/${id}`}
          columns={[
            {
              key: "file",
              heading: t("transfer.imports.file"),
              role: "title",
              render: ({ fileName }) => fileName,
            },
            {
              key: "status",
              heading: t("transfer.imports.status"),
              role: "lead",
              render: ({ status }) => <TransferStatus status={status} />,
            },
            {
              key: "what",
              heading: t("transfer.imports.what"),
              role: "plain",
              render: ({ kind }) => t(`transfer.kind.${kind}` as "transfer.kind.points"),
            },
            {
              key: "rows",
              heading: t("transfer.imports.rows"),
              align: "end",
              render: ({ rowsStored }) => formats.number(rowsStored),
            },
            {
              key: "when",
              heading: t("transfer.imports.when"),
              role: "plain",
              render: ({ createdAt }) => <Moment at={createdAt} />,
            },
          ]}
        />
      )}
    </Card>
  );
}
