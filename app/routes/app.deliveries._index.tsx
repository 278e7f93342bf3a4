import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { BlockStack, Box, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { countDeliveries, listDeliveries, retryDeliveries } from "#app/features/events/index.server.ts";
import { DeliveriesAddress } from "#app/features/events/ui/deliveries-address.ts";
import { DeliveriesList } from "#app/features/events/ui/deliveries-list.tsx";
import { DeliveryCounts } from "#app/features/events/ui/delivery-counts.tsx";
import { RetryAll } from "#app/features/events/ui/retry-all.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { readAppToml } from "#app/platform/shopify-admin/app-toml.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { CursorPages } from "#app/ui/cursor-pages.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const address = DeliveriesAddress.parse(Object.fromEntries(new URL(request.url).searchParams));
    const filter = {
      status: address.state,
      topic: address.topic,
      beforeId: address.before === null ? null : BigInt(address.before),
      limit: PAGE_SIZE + 1,
    };
    return withShop(shopId, async (scope) => {
      const deliveries = await listDeliveries(scope, filter);
      return {
        address,
        counts: await countDeliveries(scope),
        topics: readAppToml().subscriptions.flatMap((subscription) => subscription.topics),
        deliveries: deliveries.slice(0, PAGE_SIZE),
        hasMore: deliveries.length > PAGE_SIZE,
      };
    });
  });
}

/** Tries failed deliveries again: those selected, or all. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const chosen = (await request.formData())
      .getAll("delivery")
      .flatMap((text) => parseId(String(text)) ?? []);
    const ids = chosen.length > 0 ? chosen : null;
    return { retried: await withShop(shopId, (scope) => retryDeliveries(scope, ids)) };
  });
}

export default function Deliveries() {
  const { address, counts, topics, deliveries, hasMore } = useLoaderData<typeof loader>();
  const { state, topic, before, trail } = address;
  const { t } = useTranslation();
  const navigate = useNavigate();
  // The first page is where something new appears.
  useRefresh(before === null ? REFRESH_MS : null);

  const addressOf = (params: Record<string, string | null>) => {
    const given = Object.entries({ state, topic, ...params }).filter(
      (entry): entry is [string, string] => !!entry[1],
    );
    return `?${new URLSearchParams(given)}`;
  };
  const last = deliveries.at(-1);
  const next =
    hasMore && last ? { before: last.id.toString(), trail: [...trail, before ?? "0"].join(".") } : null;
  const back = trail.at(-1);
  const previous =
    before === null
      ? null
      : { before: back === "0" ? null : (back ?? null), trail: trail.slice(0, -1).join(".") || null };
  const hasAny = Object.values(counts).some((count) => count > 0);
  const topicChoices = [
    { value: "", label: t("deliveries.all_topics") },
    ...topics.map((name) => ({ value: name, label: name })),
  ];

  if (!hasAny) {
    return (
      <AdminPage title={t("deliveries.title")}>
        <EmptyCard image="deliveries" heading={t("deliveries.none.title")}>
          {t("deliveries.none.text")}
        </EmptyCard>
      </AdminPage>
    );
  }
  return (
    <AdminPage
      title={t("deliveries.title")}
      subtitle={t("deliveries.text")}
      action={
        <InlineStack gap="200">
          <Button url="/app/deliveries/reconciliation">{t("reconciliation.open")}</Button>
          <Button url="/app/deliveries/rules">{t("delivery_rules.open")}</Button>
          {(counts.failed ?? 0) > 0 && <RetryAll failed={counts.failed ?? 0} />}
        </InlineStack>
      }
    >
      <BlockStack gap="400">
        <DeliveryCounts
          counts={counts}
          selected={state}
          addressOf={(chosen) => addressOf({ state: chosen })}
        />
        <Card padding="0">
          <Box padding="300" maxWidth="24rem">
            <Select
              label={t("deliveries.topic")}
              labelInline
              options={topicChoices}
              value={topic ?? ""}
              onChange={(chosen) => navigate(addressOf({ topic: chosen }))}
            />
          </Box>
          {deliveries.length > 0 ? (
            <DeliveriesList deliveries={deliveries} />
          ) : (
            <Box padding="800">
              <Text as="p" alignment="center" tone="subdued">
                {t("deliveries.not_found")}
              </Text>
            </Box>
          )}
          <CursorPages
            label={t("pages.label")}
            previous={previous && addressOf(previous)}
            next={next && addressOf(next)}
          />
        </Card>
      </BlockStack>
    </AdminPage>
  );
}
