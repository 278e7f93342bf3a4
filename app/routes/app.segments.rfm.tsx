import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { BlockStack, Button, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { MIN_SCORED_CUSTOMERS, readRfm, requestRfm } from "#app/features/segments/index.server.ts";
import { RfmGrid } from "#app/features/segments/ui/rfm-grid.tsx";
import { RfmGroups } from "#app/features/segments/ui/rfm-groups.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useFormats } from "#app/ui/formats.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const REFRESH_MS = 2_000;

/** The first look has the scores worked out. */
export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) =>
    withShop(shopId, async (scope) => {
      const rfm = await readRfm(scope);
      if (!rfm.limits) await requestRfm(scope, new Date());
      return { ...rfm, least: MIN_SCORED_CUSTOMERS };
    }),
  );
}

/** Has the scores worked out now. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    await withShop(shopId, (scope) => requestRfm(scope, new Date()));
    return data({ ok: true });
  });
}

export default function Rfm() {
  const { limits, cells, groups, least } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher();
  const computedAt = limits?.computedAt ?? null;
  const isDue = !limits || computedAt === null || limits.isDue;
  useRefresh(isDue ? REFRESH_MS : null);
  return (
    <AdminPage
      title={t("segments.rfm.title")}
      subtitle={t("segments.rfm.text")}
      back={{ url: "/app/segments", label: t("segments.title") }}
      action={
        <Button
          loading={fetcher.state !== "idle" || isDue}
          onClick={() => void fetcher.submit({}, { method: "post" })}
        >
          {t("segments.rfm.again")}
        </Button>
      }
    >
      {computedAt === null ? (
        <Card>
          <Text as="p" tone="subdued">
            {t("segments.rfm.waiting")}
          </Text>
        </Card>
      ) : cells.length === 0 ? (
        <EmptyCard image="customers" heading={t("segments.rfm.too_few.title")}>
          {t("segments.rfm.too_few.text", {
            least: formats.number(least),
            customers: formats.number(limits?.customers ?? 0),
          })}
        </EmptyCard>
      ) : (
        <BlockStack gap="400">
          <Card>
            <BlockStack gap="300">
              <RfmGrid cells={cells} />
              <Text as="p" tone="subdued" variant="bodySm">
                {t("segments.rfm.computed", { when: formats.dateTime(computedAt) })}
              </Text>
            </BlockStack>
          </Card>
          <Card padding="0">
            <RfmGroups groups={groups} />
          </Card>
        </BlockStack>
      )}
    </AdminPage>
  );
}
