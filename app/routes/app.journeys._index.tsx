import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData, useNavigation } from "@remix-run/react";
import { BlockStack, Button, Card } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { countJourneys, createCartRecovery, listJourneys } from "#app/features/automations/index.server.ts";
import { JourneysList } from "#app/features/automations/ui/journeys-list.tsx";
import { CartBlockCard } from "#app/features/automations/ui/cart-block-card.tsx";
import { openAdmin, readShop } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { blockEditorUrl, type BlockPlace } from "#app/ui/theme-editor-url.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

/** Says to shoppers who come back that their cart is waiting. */
const CART_BLOCK: BlockPlace = { block: "cart-waiting", template: "index", target: "newAppsSection" };

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) =>
    withShop(shopId, async (scope) => {
      const counts = await countJourneys(scope);
      const journeys = await listJourneys(scope);
      const { domain } = await readShop(scope);
      return {
        cartBlockUrl: blockEditorUrl(CART_BLOCK, domain, env.SHOPIFY_API_KEY),
        journeys: journeys.map(({ id, name, state }) => ({
          id,
          name,
          state,
          ...(counts.get(id) ?? { waiting: 0, entered: 0, recovered: 0 }),
        })),
      };
    }),
  );
}

/** Makes the ready-made cart recovery, switched off, and shows it. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const name = String((await request.formData()).get("name") ?? "").slice(0, 80) || "Cart recovery";
    const id = await withShop(shopId, (scope) => createCartRecovery(scope, { name, staff, now: new Date() }));
    return redirect(`/app/journeys/${id}`);
  });
}

export default function Journeys() {
  const { journeys, cartBlockUrl } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const isMaking = useNavigation().formMethod === "POST";
  const create = (
    <Form method="post">
      <input type="hidden" name="name" value={t("journeys.cart_recovery")} />
      <Button variant="primary" submit loading={isMaking}>
        {t("journeys.create")}
      </Button>
    </Form>
  );
  return (
    <AdminPage title={t("journeys.title")} subtitle={t("journeys.text")} action={create}>
      <BlockStack gap="400">
        {journeys.length === 0 ? (
          <EmptyCard image="customers" heading={t("journeys.none_title")}>
            {t("journeys.none_text")}
          </EmptyCard>
        ) : (
          <Card padding="0">
            <JourneysList journeys={journeys} />
          </Card>
        )}
        <CartBlockCard url={cartBlockUrl} />
      </BlockStack>
    </AdminPage>
  );
}
