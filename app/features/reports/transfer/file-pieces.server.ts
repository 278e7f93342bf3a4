import { openBytes, sealBytes } from "#app/platform/crypto/keyring.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";

/**
 * Files of imports and exports, kept in the database in sealed pieces: web and worker may run on different machines, and
 * what is erased from the database is erased.
 */
export type FileOwner = `import:${bigint}` | `export:${bigint}`;

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

/** Forgets a file. */
export async function removePieces({ db, shopId }: ShopScope, owner: FileOwner): Promise<void> {
  await db.filePiece.deleteMany({ where: { shopId, owner } });
}
