import { openBytes, sealBytes } from "#app/platform/crypto/keyring.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";

/**
 * Files of imports and exports, of bulk actions and the words that staff gave them, kept in the database in sealed pieces: web and worker may run on different machines, and
 * what is erased from the database is erased.
 */
export type FileOwner = `import:${bigint}` | `export:${bigint}` | `bulk:${bigint}` | `bulk-words:${bigint}`;

/** Large enough to be few, small enough for a transaction and for memory. */
export const PIECE_BYTES = 1024 * 1024;

function placeOf(shopId: ShopId, owner: FileOwner, piece: number): string {
  return `file:${shopId}:${owner}:${piece}`;
}

/** Stores the n-th piece of a file; storing it again changes nothing for the reader. */
export async function storePiece(
  { db, shopId }: ShopScope,
  owner: FileOwner,
  piece: number,
  bytes: Uint8Array,
): Promise<void> {
  const sealed = sealBytes(bytes, placeOf(shopId, owner, piece));
  await db.filePiece.upsert({
    where: { shopId_owner_piece: { shopId, owner, piece } },
    create: { shopId, owner, piece, sealed },
    update: { sealed },
  });
}

/** The piece that a request brings; null when it is too large: what its head says of its length is not trusted. */
export async function readPieceOf(request: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > PIECE_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** How many pieces there are. */
export async function countPieces({ db, shopId }: ShopScope, owner: FileOwner): Promise<number> {
  return db.filePiece.count({ where: { shopId, owner } });
}

/** The bytes of a file, piece by piece, each in a transaction of its own. */
export async function* readPieces(shopId: ShopId, owner: FileOwner): AsyncGenerator<Buffer<ArrayBuffer>> {
  for (let piece = 0; ; piece += 1) {
    const row = await withShop(shopId, ({ db }) =>
      db.filePiece.findUnique({ where: { shopId_owner_piece: { shopId, owner, piece } } }),
    );
    if (!row) return;
    yield openBytes(row.sealed, placeOf(shopId, owner, piece));
  }
}

/** The bytes of a small file in one piece after the other, in the transaction that is open; none = there is no such file. */
export async function readFile(
  { db, shopId }: ShopScope,
  owner: FileOwner,
): Promise<Buffer<ArrayBuffer> | null> {
  const rows = await db.filePiece.findMany({ where: { shopId, owner }, orderBy: { piece: "asc" } });
  if (rows.length === 0) return null;
  return Buffer.concat(rows.map(({ piece, sealed }) => openBytes(sealed, placeOf(shopId, owner, piece))));
}

/** Forgets a file. */
export async function removePieces({ db, shopId }: ShopScope, owner: FileOwner): Promise<void> {
  await db.filePiece.deleteMany({ where: { shopId, owner } });
}
