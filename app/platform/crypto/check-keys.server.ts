import { prisma } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { newestKeyId, openBytes, SealBroken, sealBytes } from "./keyring.server.ts";

const placeOf = (keyId: number) => `data-key:${keyId}`;

/** How this process stands to the keys that values were sealed with. */
export interface KeyStatus {
  newestKeyId: number;
  /** Keys that values may still be sealed with. */
  usedKeyIds: number[];
  /** Without DATA_KEYS: derived from the client secret, and lost with it. */
  isDerived: boolean;
}

/**
 * Before a process works: every key that values were sealed with must be here, and be the same key. Then notes the key
 * that this process seals with.
 *
 * @throws Error that names the key
 */
export async function checkDataKeys(): Promise<void> {
  const used = await prisma.dataKey.findMany({ orderBy: { id: "asc" } });
  for (const { id, proof } of used) {
    try {
      openBytes(proof, placeOf(id));
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      const advice =
        id >= 128
          ? `it was derived from a client secret: set SHOPIFY_API_SECRET_PREVIOUS to the secret before, or DATA_KEYS and run "npm run rotate-keys"`
          : `add it to DATA_KEYS, after the newest one`;
      throw new Error(
        `Personal data is sealed with data key ${id}, which this process does not have; ${advice}.`,
        { cause: error },
      );
    }
  }
  await prisma.dataKey.createMany({
    data: [{ id: newestKeyId, proof: sealBytes(Buffer.from("perennial"), placeOf(newestKeyId)) }],
    skipDuplicates: true,
  });
  if (env.NODE_ENV === "production" && env.DATA_KEYS.length === 0 && !env.PERENNIAL_DEMO) {
    log.warn(
      "DATA_KEYS is not set: personal data is sealed with a key derived from the client secret (docs/operations.md, Rotating keys)",
    );
  }
}

export async function readKeyStatus(): Promise<KeyStatus> {
  const used = await prisma.dataKey.findMany({ orderBy: { id: "asc" }, select: { id: true } });
  return { newestKeyId, usedKeyIds: used.map(({ id }) => id), isDerived: env.DATA_KEYS.length === 0 };
}
