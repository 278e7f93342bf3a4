import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { readExportFile } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** The file of an export. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const id = parseId(params["actionId"]);
    const text = await withShop(shopId, async (scope) => {
      const found = id === null ? null : await readExportFile(scope, id);
      if (found !== null)
        await noteAccess(scope, { customerId: null, actor: staff, action: "exported_many" });
      return found;
    });
    if (text === null) throw data({ reason: "file_gone" }, { status: 404 });
    return new Response(text, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="customers-${id}.csv"`,
        "cache-control": "no-store",
      },
    });
  });
}
