import { byteaArrayOf, textArray, timestamptzArray, uuidArray } from "#app/platform/db/binary-array.ts";
import { sealedLength, sealInto } from "#app/platform/crypto/keyring.server.ts";
import { intakePool } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { type Admission, createAdmissions, type IntakeLoad } from "./intake-admission.ts";
import { createBreaker } from "./intake-breaker.ts";
import { createDiskGuard, freeBytesOf } from "./intake-disk.server.ts";
import { createIntakeQueue, IntakeBusy } from "./intake-queue.ts";

/** A delivery as it is stored, its parts checked. */
export interface StoredDelivery {
  domain: string;
  topic: string;
  eventId: string;
  webhookId: string;
  /** 16 bytes, the same for a repetition. */
  repeatKey: Buffer;
  apiVersion: string | null;
  triggeredAt: Date | null;
  /** As it came in; it is sealed on its way to the database. */
  body: Uint8Array;
}

export type StoreOutcome = "stored" | "duplicate" | "unknown_shop";

const OUTCOMES: Record<string, StoreOutcome> = { s: "stored", d: "duplicate", u: "unknown_shop" };
const MAX_ROWS_PER_INSERT = 500;
const MAX_BYTES_PER_INSERT = 8 * 1024 * 1024;
/** More gain nothing: they wait for the same log of the database. */
const MAX_INSERTS_UNDER_WAY = 1;
const MEGABYTE = 1024 * 1024;

/** Data exceptions, violated constraints, deadlocks and limits of a program: classes of SQLSTATE. */
const FAULTS_OF_ITEMS = ["22", "23", "40", "54"];

function isFaultOfItems(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.length === 5 && FAULTS_OF_ITEMS.includes(code.slice(0, 2));
}

const breaker = createBreaker();
const admissions = createAdmissions({
  maxDeliveries: env.INTAKE_MAX_DELIVERIES,
  maxBytes: env.INTAKE_MAX_MB * MEGABYTE,
});

const databaseFolder = env.DATABASE_FOLDER;
/** Null = the database's disk is not one of this machine. */
const disk = databaseFolder
  ? createDiskGuard({
      readFreeBytes: () => freeBytesOf(databaseFolder),
      minFreeBytes: env.INTAKE_MIN_FREE_MB * MEGABYTE,
      nowMs: () => performance.now(),
      onChange: (isFull, freeBytes) => {
        if (isFull)
          log.error({ freeBytes }, "the disk of the database is nearly full; deliveries are refused");
        else log.info({ freeBytes }, "the disk of the database has room again");
      },
    })
  : null;
/** Until somebody has made room: Shopify waits longer than that anyway. */
const DISK_RETRY_AFTER_SECONDS = 30;

const sealBody = (into: Buffer, { body, webhookId }: StoredDelivery, at: number) =>
  sealInto(into, at, body, `delivery:${webhookId}`);

/** Where an insert puts its bodies: one is under way at a time, and garbage of that size is expensive. */
const bodiesBuffer = Buffer.alloc(MEGABYTE);
const placeForBodies = (bytes: number): Buffer =>
  bytes <= bodiesBuffer.length ? bodiesBuffer.subarray(0, bytes) : Buffer.allocUnsafe(bytes);

async function insert(deliveries: readonly StoredDelivery[]): Promise<StoreOutcome[]> {
  // In one order everywhere: two inserts with the same deliveries never wait for each other in a circle.
  const order = deliveries
    .map((_, position) => position)
    .toSorted((a, b) => Buffer.compare(deliveries[a]!.repeatKey, deliveries[b]!.repeatKey));
  const sorted = order.map((position) => deliveries[position]!);
  const { rows } = await intakePool.query<{ outcomes: string }>({
    name: "receive_deliveries",
    text: "SELECT receive_deliveries($1, $2, $3, $4, $5, $6, $7, $8) AS outcomes",
    values: [
      textArray(sorted.map((d) => d.domain)),
      textArray(sorted.map((d) => d.topic)),
      textArray(sorted.map((d) => d.eventId)),
      textArray(sorted.map((d) => d.webhookId)),
      uuidArray(sorted.map((d) => d.repeatKey)),
      textArray(sorted.map((d) => d.apiVersion)),
      timestamptzArray(sorted.map((d) => d.triggeredAt)),
      byteaArrayOf(sorted, ({ body }) => sealedLength(body), sealBody, placeForBodies),
    ],
  });
  const letters = rows[0]?.outcomes ?? "";
  const outcomes: StoreOutcome[] = deliveries.map(() => "stored");
  for (const [position, original] of order.entries()) outcomes[original] = OUTCOMES[letters[position]!]!;
  return outcomes;
}

/** Notes how the database does, so that nobody waits for one that is away. */
async function insertGuarded(deliveries: readonly StoredDelivery[]): Promise<StoreOutcome[]> {
  try {
    const outcomes = await insert(deliveries);
    if (breaker.noteSuccess()) log.info("the intake can store deliveries again");
    return outcomes;
  } catch (error) {
    if (isFaultOfItems(error)) throw error;
    const pauseMs = breaker.noteFailure(performance.now());
    log.error({ err: error, pauseMs }, "the intake cannot store deliveries; they are refused for a while");
    throw new IntakeBusy("the database cannot store deliveries at the moment", Math.ceil(pauseMs / 1000), {
      cause: error,
    });
  }
}

const queue = createIntakeQueue({
  store: insertGuarded,
  bytesOf: (delivery: StoredDelivery) => delivery.body.length,
  isFaultOfItems,
  maxItemsPerStore: MAX_ROWS_PER_INSERT,
  maxBytesPerStore: MAX_BYTES_PER_INSERT,
  maxStores: MAX_INSERTS_UNDER_WAY,
  maxWaitMs: env.INTAKE_MAX_WAIT_MS,
  nowMs: () => performance.now(),
});

/** Resolves once the delivery is durable. @throws IntakeBusy, or a fault of the database about this delivery */
export const storeDelivery = (delivery: StoredDelivery): Promise<StoreOutcome> => queue.add(delivery);

/**
 * Makes room for a delivery, before its body is read.
 *
 * @param announcedBytes Content-Length, or 0
 * @throws IntakeBusy when the memory set aside is used up, the disk nearly full, or the database away or stuck
 */
export function admitDelivery(announcedBytes: number): Admission {
  const pauseMs = breaker.remainingMs(performance.now());
  if (pauseMs > 0) throw new IntakeBusy("the database is away", Math.ceil(pauseMs / 1000));
  if (queue.isStuck()) throw new IntakeBusy("the database takes too long to store deliveries", 5);
  if (disk?.isFull())
    throw new IntakeBusy("the disk of the database is nearly full", DISK_RETRY_AFTER_SECONDS);
  return admissions.admit(announcedBytes);
}

/** What the intake of this process holds. */
export const intakeLoad = (): IntakeLoad => admissions.load();
