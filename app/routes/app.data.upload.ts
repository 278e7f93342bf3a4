import { type ActionFunctionArgs, data } from "@remix-run/node";
import { readPieceOf, uploadPiece } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";

/** Takes a piece of a file that is being imported. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const importId = parseId(searchParams.get("import"));
    const piece = Number(searchParams.get("piece"));
    if (importId === null || !Number.isSafeInteger(piece) || piece < 0)
      return data({ ok: false }, { status: 400 });
    const bytes = await readPieceOf(request);
    if (!bytes) return data({ ok: false, code: "file_too_large" }, { status: 413 });
    try {
      await withShop(shopId, (scope) => uploadPiece(scope, importId, piece, bytes));
      return data({ ok: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data({ ok: false, code: error.code }, { status: 400 });
    }
  });
}
