import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from "node:crypto";
import { env } from "#app/platform/env/env.server.ts";

/**
 * Personal data at rest: AES-256-GCM. The keys come from the environment (`DATA_KEYS`, newest first); each sealed value
 * names its key, so that old values stay readable while a new key is rolled in (docs/operations.md, "Rotating keys").
 *
 * Layout: version 1 (1 byte), key id (1), initialisation vector (12), tag (16), ciphertext.
 */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;
const TAG_AT = HEADER_BYTES + IV_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

interface DataKey {
  id: number;
  /** As Node keeps keys: making a cipher from plain bytes takes ten times as long. */
  secret: KeyObject;
}

/** Thrown when a sealed value cannot be opened: its key is gone, or it was changed, or it belongs to another row. */
export class SealBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SealBroken";
  }
}

function keysOf(): readonly { id: number; secret: Uint8Array }[] {
  // Without keys of its own the app derives one from its secret: fine for a demo, lost when the secret changes. With keys of
  // its own it still opens what was sealed before it had them.
  return [...env.DATA_KEYS, ...derivedKeys()];
}

function derivedKeys(): readonly { id: number; secret: Uint8Array }[] {
  return [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].flatMap((secret) =>
    secret === undefined
      ? []
      : [
          {
            // The id tells two derived keys apart; 128 and above are never given out by hand.
            id: 128 + (createHash("sha256").update(secret).digest()[0]! & 127),
            secret: new Uint8Array(hkdfSync("sha256", secret, "", "perennial data key", 32)),
          },
        ],
  );
}

const keys = keysOf().map(({ id, secret }): DataKey => ({ id, secret: createSecretKey(secret) }));
const newest = keys[0]!;
const byId = new Map(keys.map((key) => [key.id, key]));

/** The id of the key that new values are sealed with. */
export const newestKeyId = newest.id;

const randomness = Buffer.alloc(IV_BYTES * 512);
let randomnessUsed = randomness.length;

/** Fresh random bytes, fetched many at a time: asking for twelve costs as much as for thousands. */
function nextIv(): Buffer {
  if (randomnessUsed === randomness.length) {
    randomFillSync(randomness);
    randomnessUsed = 0;
  }
  const at = randomnessUsed;
  randomnessUsed += IV_BYTES;
  return randomness.subarray(at, randomnessUsed);
}

/** How many bytes {@link sealInto} writes. */
export const sealedLength = (plain: Uint8Array): number => TEXT_AT + plain.length;

/**
 * Seals bytes for one place, like {@link sealBytes}, into memory that is there already: every webhook passes here.
 *
 * @param at where in `target`; {@link sealedLength} bytes follow
 */
export function sealInto(target: Uint8Array, at: number, plain: Uint8Array, place: string): void {
  const iv = nextIv();
  const cipher = createCipheriv("aes-256-gcm", newest.secret, iv);
  cipher.setAAD(Buffer.from(place));
  target[at] = VERSION;
  target[at + 1] = newest.id;
  target.set(iv, at + HEADER_BYTES);
  target.set(cipher.update(plain), at + TEXT_AT);
  cipher.final();
  target.set(cipher.getAuthTag(), at + TAG_AT);
}

/**
 * Seals bytes for one place.
 *
 * @param place what the value belongs to, such as `customer:1:42`; opening it elsewhere fails
 */
export function sealBytes(plain: Uint8Array, place: string): Buffer<ArrayBuffer> {
  const sealed = Buffer.allocUnsafe(sealedLength(plain));
  sealInto(sealed, 0, plain, place);
  return sealed;
}

/** Opens what {@link sealBytes} made. @throws SealBroken */
export function openBytes(sealed: Uint8Array, place: string): Buffer<ArrayBuffer> {
  const key = byId.get(sealed[1] ?? -1);
  if (sealed[0] !== VERSION || sealed.length < HEADER_BYTES + IV_BYTES + TAG_BYTES)
    throw new SealBroken("this is not a sealed value");
  if (!key) throw new SealBroken(`the data key ${sealed[1]} is not among DATA_KEYS`);
  const tagAt = HEADER_BYTES + IV_BYTES;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.secret, sealed.subarray(HEADER_BYTES, tagAt));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(tagAt, tagAt + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(tagAt + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealBroken(`a value sealed for another place, or changed: ${place.split(":")[0]}`);
  }
}

/** Seals plain data. Bigints must be written as text by the caller. */
export function sealJson(value: unknown, place: string): Buffer<ArrayBuffer> {
  return sealBytes(Buffer.from(JSON.stringify(value)), place);
}

/** Reads what {@link sealJson} sealed; null stays null. The caller knows the shape: it wrote it. @throws SealBroken */
export function openJson<T>(sealed: Uint8Array | null, place: string): T | null {
  return sealed === null ? null : (JSON.parse(openBytes(sealed, place).toString("utf8")) as T);
}

/** Whether a value was sealed with an older key than today's, so that it should be sealed anew. */
export function needsResealing(sealed: Uint8Array): boolean {
  return sealed[1] !== newest.id;
}
