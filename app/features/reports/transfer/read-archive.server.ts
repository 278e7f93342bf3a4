import { createHash } from "node:crypto";
import { sealBytes } from "#app/platform/crypto/keyring.server.ts";
import {
  refreshStatistics,
  type ShopId,
  type ShopScope,
  Sql,
  withShop,
} from "#app/platform/db/scope.server.ts";
import { ShopSettings } from "#app/features/shops/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseJson } from "#app/shared/json.ts";
import { type ArchiveRow, insertRows } from "./archive-rows.server.ts";
import { ARCHIVE_TABLES, type ArchiveTable, jsonlName, MANIFEST, Manifest } from "./domain/archive-format.ts";
import { readZip, ZipBroken } from "./read-zip.server.ts";

const ROWS_PER_TRANSACTION = 1_000;
/** A manifest is small; what claims to be one and is not must not fill the memory. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** A line of an archive holds one row. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The bytes of an archive, from its beginning. */
export type ArchiveBytes = () => AsyncIterable<Uint8Array>;

/**
 * Reads an archive from end to end without storing anything: whole, unchanged, of a version that can be read.
 *
 * @throws Refusal that says what is wrong with it
 */
export async function checkArchive(bytes: ArchiveBytes): Promise<Manifest> {
  const found = new Map<string, { sha256: string; manifest: string }>();
  await eachFile(bytes, (name) => {
    const hash = createHash("sha256");
    let manifest = "";
    return {
      onBytes: (part) => {
        hash.update(part);
        if (name === MANIFEST && manifest.length < MAX_MANIFEST_BYTES)
          manifest += Buffer.from(part).toString("utf8");
      },
      onEnd: () => void found.set(name, { sha256: hash.digest("hex"), manifest }),
    };
  });
  const text = found.get(MANIFEST)?.manifest;
  if (text === undefined)
    throw new Refusal("archive_cut_off", "the file is no archive of Perennial, or it is cut off");
  const manifest = parseManifest(text);
  for (const file of manifest.files) {
    if (found.get(file.name)?.sha256 !== file.sha256)
      throw new Refusal("archive_changed", `${file.name} is missing or was changed`, {
        details: { file: file.name },
      });
  }
  return manifest;
}

function parseManifest(text: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal("archive_cut_off", "the archive's manifest cannot be read");
  }
  const result = Manifest.safeParse(parsed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal("archive_unreadable", `the archive's manifest cannot be read: ${issue?.message ?? "?"}`, {
    details: { reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` },
  });
}

/** Tables that hold what only Perennial knows: an archive is not read over them. */
const OWN_TABLES = [
  "programme",
  "points_transfer",
  "redemption",
  "customer_note",
  "customer_preference",
  "consent_evidence",
];

/**
 * Makes a shop ready for an archive: what had been imported from Shopify meanwhile gives way to what the archive holds.
 *
 * @throws Refusal when the shop already holds something of its own
 */
export async function makeRoom(scope: ShopScope, manifest: Manifest): Promise<void> {
  for (const table of OWN_TABLES) {
    const rows = await scope.db.$queryRaw<unknown[]>`
      SELECT 1 FROM ${Sql.raw(`"${table}"`)} WHERE shop_id = current_shop_id() LIMIT 1`;
    if (rows.length > 0)
      throw new Refusal("archive_not_empty", `the shop is not empty: it has rows in ${table}`, {
        details: { table },
      });
  }
  for (const table of ARCHIVE_TABLES.toReversed()) {
    if (NEVER_EMPTIED.has(table)) continue;
    // The marks of who was erased here stay: an older archive must not bring them back.
    const kept = table === "customer" ? Sql.sql`AND redacted_at IS NULL` : Sql.empty;
    await scope.db
      .$executeRaw`DELETE FROM ${Sql.raw(`"${table}"`)} WHERE shop_id = current_shop_id() ${kept}`;
  }
  await scope.db.$executeRaw`DELETE FROM reaction_due WHERE shop_id = current_shop_id()`;
  const { shop } = manifest;
  const key = Buffer.from(shop.indexKey, "base64");
  await scope.db.shop.update({
    where: { id: scope.shopId },
    data: {
      currency: shop.currency,
      ianaTimezone: shop.ianaTimezone,
      countryCode: shop.countryCode,
      // Upkeep reads them in SQL, for all shops: nothing but what can be chosen.
      settings: ShopSettings.parse(shop.settings),
      indexKey: sealBytes(key, `index-key:${scope.shopId}`),
    },
  });
}

/** The ledger is empty (checked), the access log only ever grows, deliveries that wait must not be lost. */
const NEVER_EMPTIED: ReadonlySet<ArchiveTable> = new Set([
  "points_transfer",
  "points_entry",
  "access_log",
  "webhook_delivery",
]);

/**
 * Stores the rows of a checked archive, batch by batch. May be cut off and begun again: what is there stays.
 *
 * @param skipRows rows that an earlier attempt stored
 * @param onStored hears how many rows have been read in all, in the transaction that stored them
 */
export async function storeArchive(
  shopId: ShopId,
  bytes: ArchiveBytes,
  skipRows: number,
  onStored: (scope: ShopScope, rowsRead: number) => Promise<void>,
): Promise<void> {
  const tables = new Map<string, ArchiveTable>(ARCHIVE_TABLES.map((table) => [jsonlName(table), table]));
  let rowsRead = 0;
  const waiting: { table: ArchiveTable; rows: ArchiveRow[] }[] = [];
  let rest = "";
  const flush = async (everything: boolean) => {
    while (
      waiting.length > 1 ||
      (waiting[0] && (everything || waiting[0].rows.length >= ROWS_PER_TRANSACTION))
    ) {
      const [first] = waiting;
      const batch = first!.rows.splice(0, ROWS_PER_TRANSACTION);
      rowsRead += batch.length;
      const read = rowsRead;
      if (read > skipRows && batch.length > 0)
        await withShop(shopId, async (scope) => {
          await insertRows(scope, first!.table, batch);
          await onStored(scope, read);
        });
      if (first!.rows.length > 0) continue;
      if (waiting.length === 1 && !everything) return;
      waiting.shift();
    }
  };
  await eachFile(
    bytes,
    (name) => {
      const table = tables.get(name);
      if (!table) return null;
      const current = { table, rows: [] as ArchiveRow[] };
      waiting.push(current);
      const decoder = new TextDecoder();
      rest = "";
      return {
        onBytes: (part) => {
          const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
          rest = lines.pop() ?? "";
          if (rest.length > MAX_LINE_BYTES)
            throw new Refusal("archive_changed", `${name}: a line is too long`, { details: { file: name } });
          for (const line of lines) current.rows.push(parseJson(line) as ArchiveRow);
        },
        onEnd: () => {},
      };
    },
    () => flush(false),
  );
  await flush(true);
  await withShop(shopId, ({ db }) => db.$executeRaw`SELECT raise_sequences()`);
  await refreshStatistics();
}

interface FileReader {
  onBytes: (part: Uint8Array) => void;
  onEnd: () => void;
}

/** Streams through an archive. `open` may leave a file out; `between` runs after each part, before the next is read. */
async function eachFile(
  bytes: ArchiveBytes,
  open: (name: string) => FileReader | null,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  try {
    for await (const file of readZip(bytes())) {
      const reader = open(file.name);
      if (!reader) continue;
      for await (const part of file.bytes()) {
        reader.onBytes(part);
        await between();
      }
      reader.onEnd();
      await between();
    }
  } catch (error) {
    if (!(error instanceof ZipBroken)) throw error;
    throw new Refusal("archive_cut_off", "the archive cannot be unpacked: it is cut off or was changed");
  }
}
