import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useLocation } from "@remix-run/react";
import { Box, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { countCustomers } from "#app/features/customers/index.server.ts";
import { listCustomers } from "#app/features/reports/index.server.ts";
import { CustomersAddress } from "#app/features/reports/schema.ts";
import { CustomersFilter } from "#app/features/reports/ui/customers-filter.tsx";
import { CustomersList } from "#app/features/reports/ui/customers-list.tsx";
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
    const { q, sort, direction, after, before } = CustomersAddress.parse(Object.fromEntries(searchParams));
    const cursor = after
      ? { side: "after" as const, text: after }
      : before
        ? { side: "before" as const, text: before }
        : null;
    return withShop(shopId, async (scope) => ({
      q,
      sort,
      direction,
      hasCustomers: (await countCustomers(scope)) > 0,
      page: await listCustomers(scope, { search: q, sort, direction, cursor, limit: PAGE_SIZE }),
    }));
  });
}

export default function Customers() {
  const { q, sort, direction, hasCustomers, page } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const formats = useFormats();
  const location = useLocation();

  const addressOf = (side: "after" | "before", cursor: string | null) => {
    if (cursor === null) return null;
    const params = new URLSearchParams(location.search);
    params.delete("after");
    params.delete("before");
    params.set(side, cursor);
    return `?${params}`;
  };

  if (!hasCustomers) {
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
  return (
    <AdminPage
      title={t("customers.title")}
      subtitle={t("customers.count", { count: page.total, customers: formats.number(page.total) })}
    >
      <Card padding="0">
        <CustomersFilter search={q} sort={sort} direction={direction} />
        {page.rows.length > 0 ? (
          <CustomersList customers={page.rows} />
        ) : (
          <Box padding="800">
            <Text as="p" alignment="center" fontWeight="medium">
              {t("customers.not_found.title", { search: q })}
            </Text>
            <Text as="p" alignment="center" tone="subdued">
              {t("customers.not_found.text")}
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
