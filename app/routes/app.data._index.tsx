import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { noteAccess } from "#app/features/customers/index.server.ts";
import {
  createImport,
  downloadPath,
  finishUpload,
  listExports,
  listImports,
  requestExport,
} from "#app/features/reports/index.server.ts";
import { TransferForm } from "#app/features/reports/transfer/schema.ts";
import { BringCard } from "#app/features/reports/transfer/ui/bring-card.tsx";
import { ImportsList } from "#app/features/reports/transfer/ui/imports-list.tsx";
import { TakeCard } from "#app/features/reports/transfer/ui/take-card.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { SideBySide } from "#app/ui/side-by-side.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const IMPORTS_SHOWN = 50;
const EXPORTS_SHOWN = 5;
const REFRESH_MS = 2_000;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) =>
    withShop(shopId, async (scope) => ({
      imports: await listImports(scope, IMPORTS_SHOWN),
      exports: await listExports(scope, EXPORTS_SHOWN),
    })),
  );
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const parsed = TransferForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success) throw data({ reason: "form_invalid" }, { status: 400 });
    const form = parsed.data;
    switch (form.intent) {
      case "begin": {
        const { kind, fileName } = form;
        const id = await withShop(shopId, (scope) => createImport(scope, { kind, fileName, staff }));
        return { importId: id.toString() };
      }
      case "uploaded":
        await finishUpload(shopId, form.importId);
        return { importId: form.importId.toString() };
      case "export":
        await withShop(shopId, (scope) => requestExport(scope, staff));
        return {};
      case "download":
        await withShop(shopId, (scope) =>
          noteAccess(scope, { customerId: null, actor: staff, action: "exported_many" }),
        );
        return { url: downloadPath(shopId, "export", form.exportId, new Date()) };
    }
  });
}

export default function Data() {
  const { imports, exports } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const isUnderWay = [...imports, ...exports].some(({ status }) =>
    ["waiting", "running", "checking"].includes(status),
  );
  useRefresh(isUnderWay ? REFRESH_MS : null);
  return (
    <AdminPage title={t("transfer.title")}>
      <SideBySide
        main={
          <BlockStack gap="400">
            <BringCard />
            <ImportsList imports={imports} />
          </BlockStack>
        }
        side={{ first: <TakeCard exports={exports} />, rest: null }}
      />
    </AdminPage>
  );
}
