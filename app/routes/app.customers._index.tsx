import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useLocation } from "@remix-run/react";
import { Box, Card, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listCustomers, listViews } from "#app/features/reports/index.server.ts";
import { addressOfView, CustomersAddress } from "#app/features/reports/schema.ts";
import { CustomersFilter } from "#app/features/reports/ui/customers-filter.tsx";
import { CustomersList } from "#app/features/reports/ui/customers-list.tsx";
import { CustomersViews } from "#app/features/reports/ui/customers-views.tsx";
import { SelectionBar } from "#app/features/reports/ui/selection-bar.tsx";
import { nameSegments } from "#app/features/segments/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { CursorPages } from "#app/ui/cursor-pages.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useFormats } from "#app/ui/formats.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PAGE_SIZE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const { after, before, ...query } = CustomersAddress.parse(Object.fromEntries(searchParams));
    const cursor = after
      ? { side: "after" as const, text: after }
      : before
        ? { side: "before" as const, text: before }
        : null;
    const { sort, direction, columns: _columns, ...filter } = query;
    return withShop(shopId, async (scope) => ({
      query,
      view: Number(searchParams.get("view")) || null,
      views: await listViews(scope),
      segments: await nameSegments(scope),
      page: await listCustomers(scope, {
        filter,
        sort,
        direction,
        cursor,
        limit: PAGE_SIZE,
        now: new Date(),
      }),
    }));
  });
}

export default function Customers() {
  const { query, view, views, segments, page } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const formats = useFormats();
  const location = useLocation();
  // Who is selected belongs to the page of the list that shows them.
  const [selection, setSelection] = useState({ search: "", ids: new Set<string>() });
  const selected = selection.search === location.search ? selection.ids : new Set<string>();
  const setSelected = (ids: Set<string>) => setSelection({ search: location.search, ids });

  const addressOf = (side: "after" | "before", cursor: string | null) => {
    if (cursor === null) return null;
    const params = new URLSearchParams(location.search);
    params.delete("after");
    params.delete("before");
    params.set(side, cursor);
    return `?${params}`;
  };
  const isPlain = addressOfView(query).size === 0;
  if (isPlain && page.total.count === 0 && page.rows.length === 0) {
    return (
      <AdminPage title={t("customers.title")}>
        <EmptyCard
          image="customers"
          heading={t("customers.none.title")}
          action={{ content: t("customers.none.action"), url: "/app" }}
        >
          {t("customers.none.text")}
        </EmptyCard>
      </AdminPage>
    );
  }
  const { count, exactness } = page.total;
  const customers = formats.number(count);
  const subtitle =
    exactness === "exact"
      ? t("customers.count", { count, customers })
      : t(`customers.count_${exactness}`, { customers });
  const pageIds = page.rows.map((row) => row.id.toString());
  return (
    <AdminPage title={t("customers.title")} subtitle={subtitle}>
      <Card padding="0">
        <CustomersViews views={views} query={query} current={view} />
        <CustomersFilter query={query} segments={segments} />
        {page.rows.length > 0 ? (
          <>
            <SelectionBar
              pageIds={pageIds}
              selected={selected}
              onSelect={(ids) => setSelected(new Set(ids))}
              query={addressOfView(query).toString()}
            />
            <CustomersList
              customers={page.rows}
              columns={query.columns}
              selected={selected}
              onSelect={(id, isSelected) =>
                setSelected(
                  new Set(isSelected ? [...selected, id] : [...selected].filter((other) => other !== id)),
                )
              }
            />
          </>
        ) : (
          <Box padding="800">
            <Text as="p" alignment="center" fontWeight="medium">
              {query.q
                ? t("customers.not_found.title_search", { search: query.q })
                : t("customers.not_found.title")}
            </Text>
            <Text as="p" alignment="center" tone="subdued">
              {t("customers.not_found.text")}
            </Text>
          </Box>
        )}
        {page.isPartial && (
          <Box padding="400">
            <Text as="p" alignment="center" tone="subdued">
              {t("customers.partial")}
            </Text>
          </Box>
        )}
        <CursorPages
          label={t("pages.label")}
          previous={addressOf("before", page.previousCursor)}
          next={addressOf("after", page.nextCursor)}
        />
      </Card>
    </AdminPage>
  );
}
