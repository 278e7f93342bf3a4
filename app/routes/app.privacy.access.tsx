import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { Box, Card, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listAccess } from "#app/features/customers/index.server.ts";
import { AccessList } from "#app/features/privacy/ui/access-list.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { CursorPages } from "#app/ui/cursor-pages.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PAGE_SIZE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const customer = searchParams.get("customer") ?? "";
    const filter = {
      customerId: parseId(customer),
      actor: null,
      beforeId: parseId(searchParams.get("before")),
      limit: PAGE_SIZE + 1,
    };
    const lines = await withShop(shopId, (scope) => listAccess(scope, filter));
    return {
      customer,
      isFirst: filter.beforeId === null,
      lines: lines.slice(0, PAGE_SIZE),
      hasMore: lines.length > PAGE_SIZE,
    };
  });
}

export default function AccessLog() {
  const { customer, isFirst, lines, hasMore } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState(customer);
  const last = lines.at(-1);
  return (
    <AdminPage
      title={t("privacy.access.title")}
      subtitle={t("privacy.access.text")}
      back={{ url: "/app/privacy", label: t("privacy.title") }}
    >
      <Card padding="0">
        <Box padding="300" maxWidth="24rem">
          <TextField
            label={t("privacy.access.filter")}
            value={wanted}
            onChange={setWanted}
            onBlur={() =>
              wanted !== customer && navigate(wanted ? `?customer=${encodeURIComponent(wanted)}` : "?")
            }
            autoComplete="off"
            clearButton
            onClearButtonClick={() => {
              setWanted("");
              navigate("?");
            }}
          />
        </Box>
        {lines.length > 0 ? (
          <AccessList lines={lines} />
        ) : (
          <EmptyCard image="nothing-found" heading={t("privacy.access.none_title")}>
            {t("privacy.access.none_text")}
          </EmptyCard>
        )}
        <CursorPages
          label={t("pages.label")}
          previous={isFirst ? null : `?customer=${encodeURIComponent(customer)}`}
          next={hasMore && last ? `?customer=${encodeURIComponent(customer)}&before=${last.id}` : null}
        />
      </Card>
    </AdminPage>
  );
}
