import { Badge, Box, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";

interface Version {
  version: number;
  effectiveFrom: Date;
  earnPoints: number;
  earnPerMinor: number;
  active: boolean;
}

/** Every rule there was, newest first, with when it began. */
export function VersionHistory({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const newest = versions.at(-1)?.version;
  const columns: Column<Version>[] = [
    {
      key: "rule",
      heading: t("versions.rule"),
      role: "title",
      render: (version) => (
        <InlineStack gap="200" blockAlign="center">
          <span>
            {t("versions.sentence", {
              count: version.earnPoints,
              points: formats.number(version.earnPoints),
              amount: formats.money(version.earnPerMinor),
            })}
          </span>
          {version.version === newest && (
            <Badge tone={version.active ? "success" : "attention"}>
              {t(version.active ? "versions.in_force" : "versions.paused")}
            </Badge>
          )}
          {version.version !== newest && !version.active && <Badge>{t("versions.paused")}</Badge>}
        </InlineStack>
      ),
    },
    {
      key: "from",
      heading: t("versions.from"),
      role: "plain",
      render: (version) => <Moment at={version.effectiveFrom} withTime />,
    },
    {
      key: "version",
      heading: t("versions.version"),
      role: "lead",
      align: "end",
      render: (version) => formats.number(version.version),
    },
  ];
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("versions.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("versions.text")}
        </Text>
      </Box>
      <ResponsiveTable
        caption={t("versions.title")}
        columns={columns}
        rows={versions.toReversed()}
        keyOf={(version) => version.version.toString()}
      />
    </Card>
  );
}
