import { useFetcher } from "@remix-run/react";
import { BlockStack, Box, Card, ProgressBar, SkeletonBodyText, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { StageBadge } from "#app/features/reports/ui/stage-badge.tsx";
import { useFormats } from "#app/ui/formats.tsx";
import { ResponsiveTable } from "#app/ui/responsive-table.tsx";
import type { StagePreview } from "../preview-stages.server.ts";
import type { SettingsDraft } from "./use-settings-form.ts";

/** What the preview's route answers; null = the thresholds cannot be read. */
export interface StagesAnswer {
  stages: StagePreview[] | null;
}

const TYPING_DELAY_MS = 350;
const NAMES = ["loyalFromOrders", "atRiskAfterDays", "lapsedAfterDays"] as const;

/** How many customers each stage would hold, shortly after the last keystroke. */
export function StagesPreview({ draft }: { draft: SettingsDraft }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { load, data } = useFetcher<StagesAnswer>();
  const query = new URLSearchParams(NAMES.map((name) => [name, draft[name].trim()])).toString();
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (query === asked) return;
    const timer = setTimeout(
      () => {
        setAsked(query);
        load(`/app/settings/preview?${query}`);
      },
      asked === null ? 0 : TYPING_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [query, asked, load]);
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("settings.preview.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("settings.preview.text")}
          </Text>
        </BlockStack>
      </Box>
      <div aria-live="polite">
        {data?.stages ? (
          <ResponsiveTable
            caption={t("settings.preview.title")}
            rows={data.stages}
            keyOf={({ stage }) => stage}
            columns={[
              {
                key: "stage",
                heading: t("settings.preview.stage"),
                role: "title",
                render: ({ stage }) => <StageBadge stage={stage} />,
              },
              {
                key: "today",
                heading: t("settings.preview.today"),
                align: "end",
                render: ({ today }) => formats.number(today),
              },
              {
                key: "planned",
                heading: t("settings.preview.then"),
                role: "lead",
                align: "end",
                unit: t("settings.preview.then"),
                render: ({ planned }) => formats.number(planned),
              },
            ]}
          />
        ) : (
          <Box padding="400" paddingBlockStart="0">
            {data ? (
              <Text as="p" tone="subdued">
                {t("settings.preview.unreadable")}
              </Text>
            ) : (
              <SkeletonBodyText lines={5} />
            )}
          </Box>
        )}
      </div>
    </Card>
  );
}

/** How far everybody's stage is worked out anew. */
export function StagePlan({ plan }: { plan: { done: number; total: number } }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const counted = { done: formats.number(plan.done), total: formats.number(plan.total) };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p">{t("settings.plan.text")}</Text>
        <ProgressBar
          progress={plan.total > 0 ? Math.round((100 * plan.done) / plan.total) : 5}
          size="small"
          ariaLabelledBy="stage-plan"
        />
        <Text as="p" tone="subdued" variant="bodySm" id="stage-plan">
          {t("settings.plan.progress", counted)}
        </Text>
      </BlockStack>
    </Card>
  );
}
