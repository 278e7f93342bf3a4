import { Readable } from "node:stream";
import { z } from "zod";
import { openJson, SealBroken, sealJson } from "#app/platform/crypto/keyring.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { stringify as csvText } from "csv-stringify/sync";
import { cellOf } from "./domain/csv-text.ts";
import { ownerOfExport } from "./export-runs.server.ts";
import { readPieces } from "./file-pieces.server.ts";
import { readRowErrors } from "./import-runs.server.ts";

/**
 * The admin shows the app in a frame, which cannot hand a file to the browser by itself: a sealed address that works for a
 * few minutes can.
 */
const LINK_MS = 10 * 60_000;
const PLACE = "download";

const Download = z.object({
  shopId: z.string().regex(/^\d+$/).transform(BigInt),
  what: z.enum(["export", "import-errors"]),
  id: z.string().regex(/^\d+$/).transform(BigInt),
  expiresAtMs: z.number(),
});

/** The address of a file for whoever was allowed to ask for it. What opens it is in the query: paths are logged. */
export function downloadPath(
  shopId: ShopId,
  what: "export" | "import-errors",
  id: bigint,
  now: Date,
): string {
  const said = { shopId: shopId.toString(), what, id: id.toString(), expiresAtMs: now.getTime() + LINK_MS };
  return `/download?key=${sealJson(said, PLACE).toString("base64url")}`;
}

/** Answers a download: 404 for an address that was changed, is over, or whose file is gone. */
export async function answerDownload(token: string, now: Date): Promise<Response> {
  const download = readToken(token);
  if (!download || download.expiresAtMs < now.getTime()) return notFound();
  const { shopId, id, what } = download;
  if (what === "import-errors") {
    const problems = Readable.from(problemsText(shopId, id));
    return file(asBody(problems), "text/csv; charset=utf-8", `import-${id}-problems.csv`);
  }
  const run = await withShop(shopId, ({ db }) =>
    db.exportRun.findUnique({
      where: { shopId_id: { shopId, id } },
      select: { status: true, createdAt: true },
    }),
  );
  if (run?.status !== "done") return notFound();
  const pieces = readPieces(shopId, ownerOfExport(id));
  const day = run.createdAt.toISOString().slice(0, 10);
  return file(asBody(Readable.from(pieces)), "application/zip", `perennial-${day}.zip`);
}

const asBody = (stream: Readable) => Readable.toWeb(stream) as ReadableStream;

async function* problemsText(shopId: ShopId, importId: bigint): AsyncGenerator<Buffer> {
  yield Buffer.from(csvText([["line", "field", "problem"]]));
  for await (const errors of readRowErrors(shopId, importId))
    yield Buffer.from(
      csvText(errors.map(({ line, field, message }) => [String(line), field, cellOf(message)])),
    );
}

function readToken(token: string): z.output<typeof Download> | null {
  try {
    const result = Download.safeParse(openJson(Buffer.from(token, "base64url"), PLACE));
    return result.success ? result.data : null;
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

function file(body: BodyInit, type: string, name: string): Response {
  return new Response(body, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

function notFound(): Response {
  return new Response("This download is over. Ask for it again in the app.\n", { status: 404 });
}
