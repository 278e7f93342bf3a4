import { createHash } from "node:crypto";
import { stringify as csvLine } from "csv-stringify/sync";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { writeJson } from "#app/shared/json.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { type ArchiveRow, describeTable, readTable } from "./archive-rows.server.ts";
import {
  ARCHIVE_TABLES,
  ARCHIVE_VERSION,
  archiveReadme,
  csvName,
  jsonlName,
  MACHINE_COLUMNS,
  MANIFEST,
  type Manifest,
} from "./domain/archive-format.ts";
import { cellOf } from "./domain/csv-text.ts";
import { createPieceFile, type FileOwner, removePieces } from "./file-pieces.server.ts";
import { createZip, type ZipWriter } from "./write-zip.server.ts";

/** Longest that reading a shop may take: everything is read as it was at one instant. */
const SNAPSHOT_TIMEOUT_MS = 6 * 3_600_000;

interface Written {
  rows: number;
  bytes: number;
}

/**
 * Writes everything of a shop into one zip archive, in sealed pieces. What it shows is one instant of the shop; memory
 * stays bounded whatever the shop's size.
 *
 * @param onProgress hears the number of rows written so far
 */
export async function writeArchive(
  shopId: ShopId,
  owner: FileOwner,
  onProgress: (rows: number) => Promise<void>,
): Promise<Written> {
  await withShop(shopId, (scope) => removePieces(scope, owner));
  const file = createPieceFile(shopId, owner);
  const madeAt = new Date();
  const zip = createZip(file, madeAt);
  const rows = await withShop(shopId, (scope) => writeAll(scope, zip, madeAt, onProgress), {
    timeoutMs: SNAPSHOT_TIMEOUT_MS,
    isolationLevel: "RepeatableRead",
  });
  await zip.end();
  await file.end();
  return { rows, bytes: file.length() };
}

async function writeAll(
  scope: ShopScope,
  zip: ZipWriter,
  madeAt: Date,
  onProgress: (rows: number) => Promise<void>,
): Promise<number> {
  const shop = await scope.db.shop.findUniqueOrThrow({ where: { id: scope.shopId } });
  await blindIndexOf(scope);
  const files: Manifest["files"] = [];
  let rows = 0;
  await addText(zip, "README.txt", function* () {
    yield archiveReadme(shop.name ?? shop.domain, madeAt);
  });
  for (const table of ARCHIVE_TABLES) {
    const { key, columns } = await describeTable(scope, table);
    const shown = columns.filter((column) => !MACHINE_COLUMNS.includes(column));
    const jsonl = async function* (): AsyncGenerator<string> {
      for await (const batch of readTable(scope, table, key)) {
        yield batch.map((row) => `${writeJson(row)}\n`).join("");
        rows += batch.length;
        await onProgress(rows);
      }
    };
    const csv = async function* (): AsyncGenerator<string> {
      yield csvLine([shown]);
      for await (const batch of readTable(scope, table, key))
        yield csvLine(batch.map((row) => cellsOf(row, shown)));
    };
    const before = rows;
    const name = jsonlName(table);
    const sha256 = await addText(zip, name, jsonl);
    files.push({ name, rows: rows - before, sha256 });
    const csvSha256 = await addText(zip, csvName(table), csv);
    files.push({ name: csvName(table), rows: rows - before, sha256: csvSha256 });
  }
  const { domain, name, currency, ianaTimezone, countryCode } = shop;
  const manifest: Manifest = {
    format: "perennial-archive",
    version: ARCHIVE_VERSION,
    madeAt: madeAt.toISOString(),
    shop: {
      domain,
      name,
      currency,
      ianaTimezone,
      countryCode,
      settings: shop.settings as Record<string, unknown>,
      indexKey: openBytes((await readIndexKey(scope))!, `index-key:${scope.shopId}`).toString("base64"),
    },
    files,
  };
  await addText(zip, MANIFEST, function* () {
    yield JSON.stringify(manifest, null, 2);
  });
  return rows;
}

async function readIndexKey({ db, shopId }: ShopScope): Promise<Uint8Array | null> {
  return (await db.shop.findUniqueOrThrow({ where: { id: shopId }, select: { indexKey: true } })).indexKey;
}

function cellsOf(row: ArchiveRow, columns: readonly string[]): string[] {
  return columns.map((column) => cellOf(row[column]));
}

/** Adds a file of text; returns its SHA-256 in hex. */
async function addText(
  zip: ZipWriter,
  name: string,
  text: () => Iterable<string> | AsyncIterable<string>,
): Promise<string> {
  const hash = createHash("sha256");
  const parts = async function* () {
    for await (const part of text()) {
      const bytes = Buffer.from(part);
      hash.update(bytes);
      yield bytes;
    }
  };
  await zip.add(name, parts());
  return hash.digest("hex");
}
