import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { readSenderPage, saveSenderPage } from "#app/features/messaging/index.server.ts";
import { PostalAddressBanner } from "#app/features/messaging/ui/postal-address-banner.tsx";
import { SenderForm } from "#app/features/messaging/ui/sender-form.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) => readSenderPage(shopId));
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) =>
    saveSenderPage(shopId, await request.formData(), new Date()),
  );
}

export default function MessageSettings() {
  const { canSend, hasPostalAddress, hasPassword, fields, defaults } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  return (
    <AdminPage
      title={t("messages.settings.title")}
      back={{ url: "/app/messages", label: t("messages.title") }}
    >
      <BlockStack gap="400">
        {!canSend && (
          <Banner tone="warning" title={t("messages.no_sender_title")}>
            {t("messages.no_sender_text")}
          </Banner>
        )}
        {!hasPostalAddress && <PostalAddressBanner isHere />}
        <SenderForm fields={fields} hasPassword={hasPassword} defaults={defaults} />
      </BlockStack>
    </AdminPage>
  );
}
