import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { openBytes, sealBytes } from "#app/platform/crypto/keyring.server.ts";
import type { ShopId, ShopScope } from "#app/platform/db/scope.server.ts";

/**
 * Looks up personal data without storing it: keyed hashes under a secret of the shop. The same text gives another token
 * in another shop, and no token gives the text back.
 */
export interface BlindIndex {
  /** 16 bytes for an exact look-up, e.g. `token("email", "a@example.com")`. The text is normalised by the caller. */
  token(kind: string, text: string): Buffer;
  /** 32 bits for the search's index, where a false find is harmless: who is found is compared again. */
  searchToken(text: string): number;
  /** The id, below zero, of a person whom Shopify has no id for: the same for the same text, whoever computes it. */
  personId(kind: "guest" | "visitor", text: string): bigint;
  /** 12 bytes that tell two states of a record apart without showing them. */
  stateHash(state: string): Buffer;
}

const KEY_BYTES = 32;
const TOKEN_BYTES = 16;
/** One of a transaction: a secret that was made in it is forgotten when it is taken back. */
const ofScope = new WeakMap<ShopScope, BlindIndex>();
const ofShop = new Map<ShopId, { sealed: Uint8Array; index: BlindIndex }>();

/**
 * The blind index of the shop whose scope is open. Its secret is made at the first use; each transaction looks which it is,
 * since another process may have brought one over from another installation.
 */
export async function blindIndexOf(scope: ShopScope): Promise<BlindIndex> {
  const opened = ofScope.get(scope);
  if (opened) return opened;
  const sealed = await readSealedKey(scope);
  const cached = ofShop.get(scope.shopId);
  const index =
    cached && Buffer.compare(cached.sealed, sealed) === 0
      ? cached.index
      : createBlindIndex(openBytes(sealed, `index-key:${scope.shopId}`));
  ofScope.set(scope, index);
  ofShop.set(scope.shopId, { sealed, index });
  return index;
}

async function readSealedKey({ db, shopId }: ShopScope): Promise<Uint8Array> {
  const read = async () =>
    (await db.shop.findUniqueOrThrow({ where: { id: shopId }, select: { indexKey: true } })).indexKey;
  const sealed = await read();
  if (sealed) return sealed;
  const made = sealBytes(randomBytes(KEY_BYTES), `index-key:${shopId}`);
  await db.$executeRaw`
    UPDATE shop SET index_key = ${made} WHERE shop_id = current_shop_id() AND index_key IS NULL`;
  return (await read())!;
}

function createBlindIndex(key: Uint8Array): BlindIndex {
  // As Node keeps keys: an HMAC from plain bytes takes six times as long.
  const secret = createSecretKey(key);
  const hash = (purpose: string, text: string) =>
    createHmac("sha256", secret).update(`${purpose}\n${text}`).digest();
  return {
    token: (kind, text) => hash(`token:${kind}`, text).subarray(0, TOKEN_BYTES),
    searchToken: (text) => hash("search", text).readInt32BE(0),
    // 62 bits: clear of the ends of a bigint, and far from a collision among the people of a shop.
    personId: (kind, text) => -1n - (hash(`person:${kind}`, text).readBigUInt64BE(0) >> 2n),
    stateHash: (state) => hash("state", state).subarray(0, 12),
  };
}
