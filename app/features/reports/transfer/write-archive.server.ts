import { createHash } from "node:crypto";
import { stringify as csvLine } from "csv-stringify/sync";
import { Zip, ZipDeflate } from "fflate";
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
import { type FileOwner, PIECE_BYTES, removePieces, storePiece } from "./file-pieces.server.ts";

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
  const archive = createPieceWriter(shopId, owner);
  const rows = await withShop(shopId, (scope) => writeAll(scope, archive, onProgress), {
    timeoutMs: SNAPSHOT_TIMEOUT_MS,
    isolationLevel: "RepeatableRead",
  });
  return { rows, bytes: await archive.end() };
}

async function writeAll(
  scope: ShopScope,
  archive: PieceWriter,
  onProgress: (rows: number) => Promise<void>,
): Promise<number> {
  const shop = await scope.db.shop.findUniqueOrThrow({ where: { id: scope.shopId } });
  await blindIndexOf(scope);
  const madeAt = new Date();
  const files: Manifest["files"] = [];
  let rows = 0;
  await archive.add("README.txt", function* () {
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
    const sha256 = await archive.add(name, jsonl);
    files.push({ name, rows: rows - before, sha256 });
    files.push({ name: csvName(table), rows: rows - before, sha256: await archive.add(csvName(table), csv) });
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
  await archive.add(MANIFEST, function* () {
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

interface PieceWriter {
  /** Adds a file; returns its SHA-256 in hex. */
  add: (name: string, text: () => Iterable<string> | AsyncIterable<string>) => Promise<string>;
  /** Closes the archive; returns its length. */
  end: () => Promise<number>;
}

/** A zip that is stored piece by piece while it is made. */
function createPieceWriter(shopId: ShopId, owner: FileOwner): PieceWriter {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let pieces = 0;
  let bytes = 0;
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    waiting.push(chunk);
    waitingBytes += chunk.length;
  });
  const flush = async (everything: boolean) => {
    if (failure) throw failure;
    while (waitingBytes >= PIECE_BYTES || (everything && waitingBytes > 0)) {
      const all = Buffer.concat(waiting);
      const piece = all.subarray(0, PIECE_BYTES);
      waiting = [all.subarray(piece.length)];
      waitingBytes = all.length - piece.length;
      const number = pieces;
      // A transaction of its own: the one that reads sees the shop as it was, not what is written meanwhile.
      await withShop(shopId, (scope) => storePiece(scope, owner, number, piece));
      pieces += 1;
      bytes += piece.length;
    }
  };
  return {
    add: async (name, text) => {
      const file = new ZipDeflate(name, { level: 6 });
      const hash = createHash("sha256");
      zip.add(file);
      for await (const part of text()) {
        const partBytes = new TextEncoder().encode(part);
        hash.update(partBytes);
        file.push(partBytes);
        await flush(false);
      }
      file.push(new Uint8Array(), true);
      await flush(false);
      return hash.digest("hex");
    },
    end: async () => {
      zip.end();
      await flush(true);
      return bytes;
    },
  };
}
