import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Card } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { listBulkActions } from "#app/features/reports/index.server.ts";
import { BulkActionsList } from "#app/features/reports/ui/bulk-actions-list.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const ACTIONS_SHOWN = 50;
const REFRESH_MS = 1_500;
const UNDER_WAY: readonly string[] = ["preparing", "running", "undoing"];

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => ({
    actions: await withShop(shopId, (scope) => listBulkActions(scope, ACTIONS_SHOWN)),
  }));
}

export default function BulkActions() {
  const { actions } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  useRefresh(actions.some(({ status }) => UNDER_WAY.includes(status)) ? REFRESH_MS : null);
  const back = { url: "/app/customers", label: t("customers.title") };
  return (
    <AdminPage title={t("bulk_actions.title")} subtitle={t("bulk_actions.text")} back={back}>
      {actions.length === 0 ? (
        <EmptyCard
          image="customers"
          heading={t("bulk_actions.none.title")}
          action={{ content: t("bulk_actions.none.action"), url: "/app/customers" }}
        >
          {t("bulk_actions.none.text")}
        </EmptyCard>
      ) : (
        <Card padding="0">
          <BulkActionsList actions={actions} />
        </Card>
      )}
    </AdminPage>
  );
}
