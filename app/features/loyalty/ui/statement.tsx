import { Badge, Box, Card, InlineStack, Text, Tooltip } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { useShown } from "#app/ui/use-shown.tsx";

const LINES_SHOWN = 10;

interface StatementLine {
  transferId: bigint;
  kind: "earn" | "refund" | "cancel" | "adjust" | "redeem" | "grant" | "void";
  correction: boolean;
  sourceKey: string;
  points: bigint;
  balanceAfter: bigint;
  happenedAt: Date;
}

interface StatementProps {
  lines: readonly StatementLine[];
  /** Names of orders, by id. */
  orders: ReadonlyMap<string, { name: string }>;
}

/** What moved a customer's points, newest first, each with the balance after it. */
export function Statement({ lines, orders }: StatementProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { shown, more } = useShown(lines, LINES_SHOWN);
  const columns: Column<StatementLine>[] = [
    {
      key: "what",
      heading: t("statement.what"),
      role: "title",
      render: (line) => {
        const orderId = /^order:(\d+):/.exec(line.sourceKey)?.[1];
        const order = (orderId && orders.get(orderId)?.name) || t("statement.an_order");
        return (
          <InlineStack gap="150" blockAlign="center">
            <span>{t(`statement.${line.kind}`, { order })}</span>
            {line.correction && (
              <Tooltip content={t("statement.correction_hint")}>
                <Badge tone="info">{t("statement.correction")}</Badge>
              </Tooltip>
            )}
          </InlineStack>
        );
      },
    },
    {
      key: "when",
      heading: t("statement.when"),
      role: "plain",
      render: (line) => <Moment at={line.happenedAt} />,
    },
    {
      key: "points",
      heading: t("statement.points"),
      role: "lead",
      align: "end",
      render: (line) => (
        <Text as="span" numeric fontWeight="medium" tone={line.points > 0n ? "success" : undefined}>
          {formats.signed(line.points)}
        </Text>
      ),
    },
    {
      key: "balance",
      heading: t("statement.balance"),
      align: "end",
      render: (line) => formats.number(line.balanceAfter),
    },
  ];
  if (lines.length === 0) return <SectionCard title={t("statement.title")} empty={t("statement.empty")} />;
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("statement.title")}
        </Text>
      </Box>
      <ResponsiveTable
        caption={t("statement.title")}
        columns={columns}
        rows={shown}
        keyOf={(line) => line.transferId.toString()}
      />
      {more}
    </Card>
  );
}
