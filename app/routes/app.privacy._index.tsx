import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, InlineStack, Layout, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { answerPrivacyForm, listRequests, preferenceAddress } from "#app/features/privacy/index.server.ts";
import { PreferenceAddress } from "#app/features/privacy/ui/preference-address.tsx";
import { RequestsList } from "#app/features/privacy/ui/requests-list.tsx";
import { StartRequest } from "#app/features/privacy/ui/start-request.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { readKeyStatus } from "#app/platform/crypto/check-keys.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { CursorPages } from "#app/ui/cursor-pages.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PAGE_SIZE = 25;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const beforeId = parseId(searchParams.get("before"));
    return withShop(shopId, async (scope) => {
      const requests = await listRequests(scope, { beforeId, limit: PAGE_SIZE + 1 });
      return {
        customerId: parseId(searchParams.get("customer"))?.toString() ?? null,
        isFirst: beforeId === null,
        requests: requests.slice(0, PAGE_SIZE),
        hasMore: requests.length > PAGE_SIZE,
        keys: await readKeyStatus(),
        address: await preferenceAddress(scope),
      };
    });
  });
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) =>
    answerPrivacyForm(shopId, await request.formData()),
  );
}

export default function Privacy() {
  const { customerId, isFirst, requests, hasMore, keys, address } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const last = requests.at(-1);
  return (
    <AdminPage
      title={t("privacy.title")}
      subtitle={t("privacy.text")}
      action={<Button url="/app/privacy/access">{t("privacy.access.open")}</Button>}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {keys.isDerived && (
              <Banner tone="warning" title={t("privacy.keys.derived_title")}>
                {t("privacy.keys.derived_text")}
              </Banner>
            )}
            {requests.length === 0 && isFirst ? (
              <EmptyCard image="customers" heading={t("privacy.none_title")}>
                {t("privacy.none_text")}
              </EmptyCard>
            ) : (
              <Card padding="0">
                <RequestsList requests={requests} />
                <CursorPages
                  label={t("pages.label")}
                  previous={isFirst ? null : "/app/privacy"}
                  next={hasMore && last ? `?before=${last.id}` : null}
                />
              </Card>
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StartRequest customerId={customerId} />
            <PreferenceAddress address={address} />
            <Card>
              <BlockStack gap="200">
                <Text as="h2" variant="headingMd">
                  {t("privacy.settings.title")}
                </Text>
                <Text as="p" tone="subdued">
                  {t("privacy.settings.text")}
                </Text>
                <InlineStack>
                  <Button url="/app/settings">{t("privacy.settings.open")}</Button>
                </InlineStack>
              </BlockStack>
            </Card>
            <Card>
              <BlockStack gap="200">
                <Text as="h2" variant="headingMd">
                  {t("privacy.keys.title")}
                </Text>
                <Text as="p">
                  {t("privacy.keys.text", {
                    newest: keys.newestKeyId,
                    used: keys.usedKeyIds.join(", ") || "–",
                  })}
                </Text>
              </BlockStack>
            </Card>
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
