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

/** Whether the n-th piece is there. */
export async function hasPiece({ db, shopId }: ShopScope, owner: FileOwner, piece: number): Promise<boolean> {
  return (await db.filePiece.count({ where: { shopId, owner, piece } })) > 0;
}

/** The bytes of a file, piece by piece, each in a transaction of its own. */
export async function* readPieces(shopId: ShopId, owner: FileOwner): AsyncGenerator<Buffer<ArrayBuffer>> {
  for (let piece = 0; ; piece += 1) {
    const bytes = await readPiece(shopId, owner, piece);
    if (!bytes) return;
    yield bytes;
  }
}

async function readPiece(
  shopId: ShopId,
  owner: FileOwner,
  piece: number,
): Promise<Buffer<ArrayBuffer> | null> {
  const row = await withShop(shopId, ({ db }) =>
    db.filePiece.findUnique({ where: { shopId_owner_piece: { shopId, owner, piece } } }),
  );
  return row && openBytes(row.sealed, placeOf(shopId, owner, piece));
}

/** A file that is written piece by piece, each in a transaction of its own; `length` counts what is still in memory, too. */
export function createPieceFile(shopId: ShopId, owner: FileOwner) {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let pieces = 0;
  let length = 0;
  const store = (piece: number, bytes: Uint8Array) =>
    withShop(shopId, (scope) => storePiece(scope, owner, piece, bytes));
  const flush = async (isLast: boolean) => {
    if (waitingBytes < PIECE_BYTES && !(isLast && waitingBytes > 0)) return;
    let rest = Buffer.concat(waiting);
    while (rest.length >= PIECE_BYTES || (isLast && rest.length > 0)) {
      await store(pieces, rest.subarray(0, PIECE_BYTES));
      pieces += 1;
      rest = rest.subarray(PIECE_BYTES);
    }
    [waiting, waitingBytes] = [[rest], rest.length];
  };
  const correctPiece = async (piece: number, at: number, bytes: Uint8Array) => {
    if (piece >= pieces) {
      const all = Buffer.concat(waiting);
      all.set(bytes, (piece - pieces) * PIECE_BYTES + at);
      waiting = [all];
      return;
    }
    const stored = await readPiece(shopId, owner, piece);
    if (!stored) throw new Error(`piece ${piece} of ${owner} is gone`);
    stored.set(bytes, at);
    await store(piece, stored);
  };
  return {
    length: () => length,
    append: async (bytes: Uint8Array) => {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      length += bytes.length;
      await flush(false);
    },
    /** Writes over what stands at a place. */
    correct: async (offset: number, bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length;) {
        const piece = Math.floor((offset + done) / PIECE_BYTES);
        const at = (offset + done) % PIECE_BYTES;
        const part = bytes.subarray(done, done + PIECE_BYTES - at);
        await correctPiece(piece, at, part);
        done += part.length;
      }
    },
    /** Stores what is left. Nothing can be added after it. */
    end: () => flush(true),
  };
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
