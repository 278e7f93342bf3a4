import type { LoaderFunctionArgs } from "@remix-run/node";
import { takeExport, toCsv, toHtml } from "#app/features/privacy/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** GET /app/privacy/7?format=csv: what a data request collected, as a file. Each download stands in the access log. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const id = parseId(params["requestId"]);
    const found = id === null ? null : await withShop(shopId, (scope) => takeExport(scope, id, staff));
    if (!found) return new Response("This export is not kept any more.\n", { status: 404 });
    const format = new URL(request.url).searchParams.get("format");
    const [type, text] =
      format === "csv"
        ? ["text/csv", toCsv(found)]
        : format === "html"
          ? ["text/html", toHtml(found, "Customer data")]
          : ["application/json", JSON.stringify(found, null, 2)];
    return new Response(text, {
      headers: {
        "Content-Type": `${type}; charset=utf-8`,
        "Content-Disposition": "attachment",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
      },
    });
  });
}
