import { expect, it, vi } from "vitest";
import { makeExports, ownerOfExport } from "#app/features/reports/transfer/export-runs.server.ts";
import { storePiece } from "#app/features/reports/transfer/file-pieces.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { makeShop } from "#tests/factories/shop.ts";

const meanwhile = vi.hoisted(() => ({ happens: null as null | (() => Promise<unknown>) }));
vi.mock("#app/features/reports/transfer/write-archive.server.ts", () => ({
  writeArchive: async (shopId: ShopId, owner: `export:${bigint}`) => {
    await withShop(shopId, (scope) => storePiece(scope, owner, 0, new Uint8Array(3)));
    await meanwhile.happens?.();
    return { rows: 1, bytes: 3 };
  },
}));

it("an archive during which somebody was erased is made anew, and nothing of the first is kept", async () => {
  const { shopId } = await makeShop();
  const { id } = await withShop(shopId, ({ db }) =>
    db.exportRun.create({ data: { shopId, kind: "everything", staff: "1" } }),
  );
  const state = () =>
    withShop(shopId, async ({ db }) => ({
      status: (await db.exportRun.findFirst({ where: { id } }))?.status,
      pieces: await db.filePiece.count({ where: { owner: ownerOfExport(id) } }),
    }));
  // What an erasure does to it.
  meanwhile.happens = () =>
    withShop(shopId, ({ db }) => db.exportRun.updateMany({ where: { id }, data: { status: "waiting" } }));
  await makeExports(shopId);
  expect(await state()).toEqual({ status: "waiting", pieces: 0 });
  meanwhile.happens = null;
  await makeExports(shopId);
  expect(await state()).toEqual({ status: "done", pieces: 1 });
});
