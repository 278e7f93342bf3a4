import { type ActionFunctionArgs, data } from "@remix-run/node";
import { uploadPiece } from "#app/features/reports/index.server.ts";
import { UPLOAD_PIECE_BYTES } from "#app/features/reports/transfer/schema.ts";
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
    const tooLong = Number(request.headers.get("content-length") ?? 0) > UPLOAD_PIECE_BYTES;
    if (importId === null || !Number.isSafeInteger(piece) || piece < 0 || tooLong)
      return data({ ok: false }, { status: 400 });
    const bytes = new Uint8Array(await request.arrayBuffer());
    try {
      await withShop(shopId, (scope) => uploadPiece(scope, importId, piece, bytes));
      return data({ ok: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data({ ok: false, code: error.code }, { status: 400 });
    }
  });
}
