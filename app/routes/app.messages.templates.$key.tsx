import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { answerTemplateForm, readTemplatePage } from "#app/features/messaging/index.server.ts";
import { useTemplateName } from "#app/features/messaging/ui/message-words.ts";
import { TemplateEditor } from "#app/features/messaging/ui/template-editor.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const page = await readTemplatePage(shopId, {
      key: params["key"] ?? "",
      language: searchParams.get("language"),
      who: (searchParams.get("customer") ?? "").slice(0, 200),
    });
    if (!page) throw data(null, { status: 404 });
    return page;
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) =>
    answerTemplateForm(shopId, await request.formData(), {
      key: params["key"] ?? "",
      staff,
      now: new Date(),
    }),
  );
}

export default function Template() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const nameOf = useTemplateName();
  return (
    <AdminPage
      title={nameOf(page.key)}
      back={{ url: "/app/messages/templates", label: t("messages.templates") }}
    >
      {/* Another language or version starts with what is stored. */}
      <TemplateEditor
        key={`${page.language} ${page.version}`}
        language={page.language}
        languages={page.languages}
        content={page.content}
        preview={page.preview}
      />
    </AdminPage>
  );
}
