import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Card } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { listTemplates } from "#app/features/messaging/index.server.ts";
import { useTemplateName } from "#app/features/messaging/ui/message-words.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) => listTemplates(shopId));
}

export default function Templates() {
  const templates = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const nameOf = useTemplateName();
  const columns: Column<(typeof templates)[number]>[] = [
    { key: "name", heading: t("messages.name"), role: "title", render: ({ key }) => nameOf(key) },
    {
      key: "subject",
      heading: t("messages.editor.subject"),
      role: "plain",
      render: ({ subject }) => subject,
    },
    {
      key: "version",
      heading: t("messages.version"),
      role: "lead",
      render: ({ version }) => (version === 0 ? t("messages.as_it_came") : String(version)),
    },
  ];
  return (
    <AdminPage title={t("messages.templates")} back={{ url: "/app/messages", label: t("messages.title") }}>
      <Card padding="0">
        <ResponsiveTable
          caption={t("messages.templates")}
          columns={columns}
          rows={templates}
          keyOf={({ key }) => key}
          linkOf={({ key }) => `/app/messages/templates/${key}`}
        />
      </Card>
    </AdminPage>
  );
}
