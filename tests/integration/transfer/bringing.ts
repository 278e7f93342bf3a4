/** Brings files into a shop as the pages and the worker do, each test into a shop of its own with a programme and one customer. */
import { beforeEach, expect } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import type { ImportKind } from "#app/features/reports/transfer/domain/import-kinds.ts";
import {
  checkImport,
  createImport,
  finishUpload,
  startImport,
  uploadPiece,
} from "#app/features/reports/transfer/import-runs.server.ts";
import { undoImport } from "#app/features/reports/transfer/undo-import.server.ts";
import { readImport } from "#app/features/reports/transfer/import-record.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { StoredMapping } from "#app/features/reports/transfer/schema.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import { asOwner, deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

/** Anew for each test. */
export let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  await deliver(shop, {
    topic: "customers/create",
    payload: makeCustomer({ id: bigId(7), email: "ann@example.com" }),
  });
  await workOff(shop);
});

export const run = <T>(work: Parameters<typeof withShop<T>>[1]) => withShop(shop.shopId, work);

/** Brings a file as far as the mapping. */
export async function bring(kind: ImportKind, text: string, pieceBytes = 1000): Promise<bigint> {
  const id = await run((scope) => createImport(scope, { kind, fileName: "file.csv", staff: "1" }));
  const bytes = Buffer.from(text);
  for (let piece = 0; piece * pieceBytes < bytes.length; piece += 1)
    await run((scope) =>
      uploadPiece(scope, id, piece, bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)),
    );
  await finishUpload(shop.shopId, id);
  return id;
}

export const statusOf = async (id: bigint) => {
  const found = await run((scope) => readImport(scope, id));
  return {
    status: found?.status,
    total: found?.rowsTotal,
    stored: found?.rowsStored,
    failed: found?.rowsFailed,
  };
};

export async function check(id: bigint, change: Partial<StoredMapping> = {}): Promise<void> {
  const found = await run((scope) => readImport(scope, id));
  const mapping = { ...StoredMapping.parse(found?.mapping), ...change };
  await run((scope) => checkImport(scope, id, mapping));
  await workOffImports(shop.shopId);
}

export async function bringAll(
  kind: ImportKind,
  text: string,
  change: Partial<StoredMapping> = {},
): Promise<bigint> {
  const id = await bring(kind, text);
  await check(id, change);
  await run((scope) => startImport(scope, id));
  await workOffImports(shop.shopId);
  await workOff(shop);
  return id;
}

/** How many rows each table of the database has, but for the import's own. */
export async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await asOwner<{ name: string; n: number }>(async (query) => {
    const tables = await query(
      "SELECT table_name AS name, 0 AS n FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id' AND table_name NOT IN ('import_run', 'import_row_error', 'file_piece')",
    );
    for (const { name } of tables)
      counts[name] = (await query(`SELECT count(*)::int AS n FROM ${name}`))[0]!.n;
  });
  return counts;
}

/** Works off the imports until one has more rows behind it than so many: there the worker is killed. */
export async function workOffCutOffAfter(rows: number): Promise<void> {
  await asOwner(async (query) => {
    await query(`CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.rows_read > ${rows} THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$`);
    await query("CREATE TRIGGER cut_off BEFORE UPDATE ON import_run FOR EACH ROW EXECUTE FUNCTION cut_off()");
  });
  await expect(workOffImports(shop.shopId)).rejects.toThrow("cut off");
  await asOwner(async (query) => void (await query("DROP FUNCTION cut_off() CASCADE")));
}

export const POINTS =
  "Email,Points Balance,Expiry Date\nann@example.com,250,2030-01-01\nben@example.com,40,\n";

/** Takes an import back. */
export const undo = async (id: bigint) => {
  await run((scope) => undoImport(scope, id, new Date()));
  await workOffImports(shop.shopId);
  await workOff(shop);
};
