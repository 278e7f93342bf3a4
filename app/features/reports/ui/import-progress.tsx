import { Banner, BlockStack, Box, Button, Card, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";

/** How the import of the shop's past stands. */
export interface ImportState {
  stage: "customers" | "orders" | "products" | "stock" | "collections" | "subscriptions" | "done" | "failed";
  customersTotal: number;
  customersStored: number;
  ordersTotal: number;
  ordersStored: number;
  error: string | null;
}

/** Percent of one kind of record. Finished kinds are full, whatever was counted before they were read. */
function percentOf(stored: number, total: number, isFinished: boolean): number {
  if (isFinished) return 100;
  return total > 0 ? Math.min(100, Math.round((stored / total) * 100)) : 0;
}

/** While the shop's past is imported; says what went wrong when it failed. */
export function ImportProgress({ state }: { state: ImportState }) {
  const { t } = useTranslation();
  if (state.stage === "failed") return <ImportFailure error={state.error} />;
  const isReadingCustomers = state.stage === "customers";
  const isReadingCatalogue = !isReadingCustomers && state.stage !== "orders";
  const reading = isReadingCustomers ? "customers" : isReadingCatalogue ? "catalogue" : "orders";
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("import.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(`import.reading_${reading}`)}
          </Text>
        </BlockStack>
        <Amount
          label={t("import.customers")}
          stored={state.customersStored}
          total={state.customersTotal}
          percent={percentOf(state.customersStored, state.customersTotal, !isReadingCustomers)}
        />
        <Amount
          label={t("import.orders")}
          stored={state.ordersStored}
          total={state.ordersTotal}
          percent={percentOf(state.ordersStored, state.ordersTotal, isReadingCatalogue)}
        />
        <Text as="p" tone="subdued" variant="bodySm">
          {t("import.leave")}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Amount(props: { label: string; stored: number; total: number; percent: number }) {
  const { label, stored, total, percent } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const counts = { stored: formats.number(stored), total: formats.number(total) };
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" gap="200">
        <Text as="span" fontWeight="medium">
          {label}
        </Text>
        <Text as="span" tone="subdued" numeric>
          {total > 0 ? t("import.of_total", counts) : t("import.counting")}
        </Text>
      </InlineStack>
      <ProgressBar progress={percent} size="small" tone="success" ariaLabelledBy={undefined} />
    </BlockStack>
  );
}

function ImportFailure({ error }: { error: string | null }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  return (
    <Banner tone="critical" title={t("import.failed.title")}>
      <BlockStack gap="300" inlineAlign="start">
        <Text as="p">{t("import.failed.text")}</Text>
        {error && (
          <Box>
            <Text as="p" breakWord>
              {error}
            </Text>
          </Box>
        )}
        <fetcher.Form method="post">
          <Button submit loading={fetcher.state !== "idle"}>
            {t("import.failed.retry")}
          </Button>
        </fetcher.Form>
      </BlockStack>
    </Banner>
  );
}

/** While points are worked out for many customers, after the programme began or its rules changed. */
export function PointsBacklog({ waiting }: { waiting: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Banner tone="info" title={t("backlog.title")}>
      <p>{t("backlog.text", { count: waiting, customers: formats.number(waiting) })}</p>
    </Banner>
  );
}
