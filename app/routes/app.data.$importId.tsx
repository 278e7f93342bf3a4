import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import {
  cancelImport,
  checkImport,
  downloadPath,
  findExample,
  listRowErrors,
  previewUndo,
  readImport,
  readMapping,
  startImport,
  undoImport,
} from "#app/features/reports/index.server.ts";
import type { ImportKind } from "#app/features/reports/transfer/domain/import-kinds.ts";
import { ImportForm, StoredMapping } from "#app/features/reports/transfer/schema.ts";
import { ImportNext } from "#app/features/reports/transfer/ui/import-next.tsx";
import { ImportState, Problems } from "#app/features/reports/transfer/ui/import-state.tsx";
import { type ImportAnswer, MappingForm } from "#app/features/reports/transfer/ui/mapping-form.tsx";
import { TransferStatus } from "#app/features/reports/transfer/ui/transfer-status.tsx";
import { UndoImport } from "#app/features/reports/transfer/ui/undo-import.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PROBLEMS_SHOWN = 100;
const REFRESH_MS = 1_000;

/** Whether a file says when its points expire. */
function tellsExpiry({ kind, mapping }: { kind: string; mapping: unknown }): boolean {
  if (kind !== "points") return false;
  const { success, data: stored } = StoredMapping.safeParse(mapping);
  return success && Boolean(stored.columns["expires_at"]);
}

const unknownImport = () => data({ reason: "import_unknown" }, { status: 404 });

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const importId = parseId(params["importId"]);
    if (importId === null) throw unknownImport();
    const found = await withShop(shopId, async (scope) => {
      const run = await readImport(scope, importId);
      const undo = run && (await previewUndo(scope, run));
      const exampleId = run && (await findExample(scope, run));
      return { run, undo, exampleId, problems: await listRowErrors(scope, importId, PROBLEMS_SHOWN + 1) };
    });
    const { run, undo, problems } = found;
    if (!run) throw unknownImport();
    return {
      run,
      problems: problems.slice(0, PROBLEMS_SHOWN),
      hasMoreProblems: problems.length > PROBLEMS_SHOWN,
      undo,
      exampleId: found.exampleId,
      reading: await readMapping(shopId, run),
      tellsExpiry: tellsExpiry(run),
    };
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const importId = parseId(params["importId"]);
    if (importId === null) throw unknownImport();
    const parsed = ImportForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success)
      return data<ImportAnswer>({ ok: false, errors: errorsOfIssues(parsed.error.issues) }, { status: 400 });
    const form = parsed.data;
    if (form.intent === "problems")
      return data<ImportAnswer>({
        ok: true,
        url: downloadPath(shopId, "import-errors", importId, new Date()),
      });
    try {
      const act = async (scope: ShopScope) => {
        if (form.intent === "check") await checkImport(scope, importId, form.mapping);
        else if (form.intent === "start") await startImport(scope, importId);
        else if (form.intent === "undo") await undoImport(scope, importId, new Date());
        else await cancelImport(scope, importId);
      };
      await withShop(shopId, act);
      return data<ImportAnswer>({ ok: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data<ImportAnswer>({ ok: false, errors: errorOfRefusal(error) }, { status: 400 });
    }
  });
}

export default function Import() {
  const { run, problems, hasMoreProblems, undo, exampleId, reading, tellsExpiry } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation();
  useRefresh(["checking", "running", "undoing"].includes(run.status) ? REFRESH_MS : null);
  return (
    <AdminPage
      title={run.fileName}
      subtitle={t(`transfer.kind.${run.kind}` as "transfer.kind.points")}
      badge={<TransferStatus status={run.status} />}
      back={{ url: "/app/data", label: t("transfer.title") }}
    >
      <BlockStack gap="400">
        <ImportState run={run} tellsExpiry={tellsExpiry} />
        {run.status === "done" && run.rowsStored > 0 && <ImportNext kind={run.kind} exampleId={exampleId} />}
        {undo && <UndoImport kind={run.kind} undo={undo} />}
        <Problems problems={problems} hasMore={hasMoreProblems} {...run} />
        {reading && (
          <MappingForm
            key={run.id.toString()}
            kind={run.kind as ImportKind}
            mapping={reading.mapping}
            headings={reading.headings}
            sample={reading.rows}
          />
        )}
      </BlockStack>
    </AdminPage>
  );
}
