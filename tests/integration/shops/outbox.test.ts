import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ChangeSender, noteChanges, sendChanges } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { asOwner, makeShop, type TestShop } from "#tests/factories/shop.ts";

const KIND = "test-change";

let shop: TestShop;
/** The keys of every call, in order. */
let sent: string[][];

beforeEach(async () => {
  shop = await makeShop();
  sent = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const note = (...keys: string[]) => withShop(shop.shopId, (scope) => noteChanges(scope, KIND, keys));
const waiting = () =>
  withShop(shop.shopId, ({ db }) => db.outboxChange.findMany({ orderBy: { key: "asc" } }));
const makeDue = () =>
  withShop(shop.shopId, ({ db }) => db.outboxChange.updateMany({ data: { dueAt: new Date(0) } }));

function makeSender(answer: ChangeSender["send"], batchSize = 10): ChangeSender {
  return {
    kind: KIND,
    batchSize,
    send: (shopId, keys) => {
      sent.push([...keys]);
      return answer(shopId, keys);
    },
  };
}

const succeed: ChangeSender["send"] = async (_shopId, keys) => keys.map((key) => ({ key, ok: true }));
const fail =
  (retry: boolean): ChangeSender["send"] =>
  async (_shopId, keys) =>
    keys.map((key) => ({ key, ok: false, error: "Shopify said no", retry }));

interface QueuedJob {
  key: string;
  run_at: Date;
}

/** The jobs that wait to send this shop's changes. */
async function queuedJobs(): Promise<QueuedJob[]> {
  let jobs: QueuedJob[] = [];
  await asOwner(async (query) => {
    jobs = (await query("SELECT key, run_at FROM graphile_worker.jobs WHERE key LIKE $1", [
      `send-changes:${shop.shopId}%`,
    ])) as QueuedJob[];
  });
  return jobs;
}

describe("noting a change", () => {
  it("again while it waits still sends it once", async () => {
    await note("a", "b", "a");
    await note("a");
    await sendChanges(shop.shopId, [makeSender(succeed)]);
    expect(sent.map((keys) => keys.toSorted())).toEqual([["a", "b"]]);
    expect(await waiting()).toEqual([]);
  });

  it("queues one job, in the same transaction", async () => {
    await withShop(shop.shopId, async (scope) => {
      await noteChanges(scope, KIND, ["a"]);
      throw new Error("rolled back");
    }).catch(() => null);
    expect([await waiting(), await queuedJobs()]).toEqual([[], []]);
    await note("a");
    await note("b");
    expect((await queuedJobs()).map((job) => job.key)).toEqual([`send-changes:${shop.shopId}`]);
  });

  it("of nothing queues nothing", async () => {
    await note();
    expect(await queuedJobs()).toEqual([]);
  });
});

describe("sending", () => {
  it("takes as many at a time as the sender wants, the longest waiting first, and only its kind", async () => {
    await note("a", "b", "c", "d", "e");
    await withShop(shop.shopId, (scope) => noteChanges(scope, "another-kind", ["z"]));
    await sendChanges(shop.shopId, [makeSender(succeed, 2)]);
    expect(sent).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(await waiting()).toMatchObject([{ kind: "another-kind", key: "z" }]);
  });

  it("sends a batch of each kind in turn, so that none waits for all of another", async () => {
    await note("a", "b", "c");
    await withShop(shop.shopId, (scope) => noteChanges(scope, "another-kind", ["x", "y", "z"]));
    await sendChanges(shop.shopId, [
      makeSender(succeed, 1),
      { ...makeSender(succeed, 1), kind: "another-kind" },
    ]);
    expect(sent.flat()).toEqual(["a", "x", "b", "y", "c", "z"]);
    expect(await waiting()).toEqual([]);
  });

  it("sends again what changes while it is sent", async () => {
    await note("a");
    const sender = makeSender(async (shopId, keys) => {
      if (sent.length === 1) await note("a");
      return succeed(shopId, keys);
    });
    await sendChanges(shop.shopId, [sender]);
    expect(sent).toEqual([["a"], ["a"]]);
    expect(await waiting()).toEqual([]);
  });

  it("does not take a failure for news that came while it was sent", async () => {
    await note("a");
    const sender = makeSender(async (shopId, keys) => {
      if (sent.length > 1) return succeed(shopId, keys);
      await note("a");
      return fail(false)(shopId, keys);
    });
    await sendChanges(shop.shopId, [sender]);
    expect(sent).toHaveLength(2);
    expect(await waiting()).toEqual([]);
  });

  it("keeps what the sender gave no answer for", async () => {
    await note("a", "b");
    const sender = makeSender(async (shopId, keys) =>
      succeed(
        shopId,
        keys.filter((key) => sent.length > 1 || key === "a"),
      ),
    );
    await sendChanges(shop.shopId, [sender]);
    expect(sent).toEqual([["a", "b"], ["b"]]);
  });
});

describe("a failure", () => {
  it("that may pass is tried again, later and later, with a job for it", async () => {
    await note("a");
    for (const [attempts, delaySeconds] of [
      [1, 2],
      [2, 4],
      [3, 8],
    ] as const) {
      const before = Date.now();
      await sendChanges(shop.shopId, [makeSender(fail(true))]);
      const [change] = await waiting();
      expect(change).toMatchObject({ attempts, failedAt: null, lastError: "Shopify said no" });
      expect(change!.dueAt.getTime() - before).toBeGreaterThanOrEqual(delaySeconds * 1000);
      expect(change!.dueAt.getTime() - before).toBeLessThan(delaySeconds * 1000 + 5000);
      const later = (await queuedJobs()).find((job) => job.key.endsWith(":later"));
      const lateMs = later!.run_at.getTime() - change!.dueAt.getTime();
      expect(lateMs).toBeGreaterThanOrEqual(-1);
      expect(lateMs).toBeLessThan(5000);
      await makeDue();
    }
    await sendChanges(shop.shopId, [makeSender(succeed)]);
    expect(await waiting()).toEqual([]);
  });

  it("by an exception counts for every change of the call", async () => {
    await note("a", "b");
    await sendChanges(shop.shopId, [makeSender(() => Promise.reject(new Error("no network")))]);
    expect(await waiting()).toMatchObject([
      { key: "a", attempts: 1, failedAt: null, lastError: "no network" },
      { key: "b", attempts: 1, failedAt: null, lastError: "no network" },
    ]);
  });

  it("that cannot pass is final, and is kept to be seen", async () => {
    await note("a", "b");
    const sender = makeSender(async (shopId, keys) => [
      ...(await fail(false)(
        shopId,
        keys.filter((key) => key === "a"),
      )),
      ...(await succeed(
        shopId,
        keys.filter((key) => key !== "a"),
      )),
    ]);
    await sendChanges(shop.shopId, [sender]);
    await makeDue();
    await sendChanges(shop.shopId, [sender]);
    expect(sent).toHaveLength(1);
    expect(await waiting()).toMatchObject([
      { key: "a", failedAt: expect.any(Date), lastError: "Shopify said no" },
    ]);
  });

  it("that may pass is tried hourly for three days more, and is final then", async () => {
    const failAfter = async (attempts: number) => {
      await withShop(shop.shopId, ({ db }) =>
        db.outboxChange.updateMany({ data: { attempts, dueAt: new Date(0) } }),
      );
      await sendChanges(shop.shopId, [makeSender(fail(true))]);
      return (await waiting())[0]!;
    };
    await note("a");
    const twoHoursLater = 12;
    for (const attempts of [twoHoursLater, twoHoursLater + 3 * 24]) {
      const before = Date.now();
      const change = await failAfter(attempts);
      expect(change.failedAt).toBeNull();
      expect(change.dueAt.getTime() - before).toBeGreaterThanOrEqual(3_600_000);
      expect(change.dueAt.getTime() - before).toBeLessThan(3_605_000);
    }
    expect((await failAfter(twoHoursLater + 4 * 24)).failedAt).toEqual(expect.any(Date));
  });

  it("is forgotten when the target changes again", async () => {
    await note("a");
    await sendChanges(shop.shopId, [makeSender(fail(false))]);
    await note("a");
    expect(await waiting()).toMatchObject([{ attempts: 0, failedAt: null, lastError: null }]);
    await sendChanges(shop.shopId, [makeSender(succeed)]);
    expect(await waiting()).toEqual([]);
  });
});

describe("two senders at once", () => {
  it("leave nothing unsent", async () => {
    const keys = Array.from({ length: 60 }, (_, n) => `key-${n}`);
    await note(...keys);
    const sender = makeSender(succeed, 7);
    await Promise.all([sendChanges(shop.shopId, [sender]), sendChanges(shop.shopId, [sender])]);
    expect(new Set(sent.flat())).toEqual(new Set(keys));
    expect(await waiting()).toEqual([]);
  });

  it("leave the newest value at Shopify, however slow one of them is", async () => {
    const start = (sender: ChangeSender) => sendChanges(shop.shopId, [sender]);
    const slowAnswer = Promise.withResolvers<void>();
    const firstCall = Promise.withResolvers<void>();
    let valueHere = "old";
    let valueAtShopify = "none";
    const sender = makeSender(async (shopId, keys) => {
      const value = valueHere;
      if (sent.length === 1) {
        firstCall.resolve();
        await slowAnswer.promise;
      }
      valueAtShopify = value;
      return succeed(shopId, keys);
    });
    await note("a");
    const slow = start(sender);
    await firstCall.promise;
    valueHere = "new";
    await note("a");
    const quick = start(sender);
    // Long enough to overtake the slow one, if it may.
    await Promise.race([quick, sleep(300)]);
    slowAnswer.resolve();
    await Promise.all([slow, quick]);
    expect(valueAtShopify).toBe("new");
    expect(sent).toEqual([["a"], ["a"]]);
    expect(await waiting()).toEqual([]);
  });
});

it.each([-1, 1])("goes by our clock when the database's is a day (%i) away", async (days) => {
  const now = Date.now() + days * 86_400_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
  await note("a");
  await sendChanges(shop.shopId, [makeSender(fail(true))]);
  expect(sent).toHaveLength(1);
  vi.setSystemTime(now + 3_000);
  await sendChanges(shop.shopId, [makeSender(succeed)]);
  expect(await waiting()).toEqual([]);
});
