import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createIntakeQueue, IntakeBusy, type IntakeQueueOptions } from "./intake-queue.ts";

/** A store whose calls end when the test says so. */
function makeStore() {
  const calls: { items: readonly number[]; end: (fault?: unknown) => void }[] = [];
  const store = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      const end = (fault?: unknown) => (fault ? reject(fault as Error) : resolve(items.map((n) => n * 10)));
      calls.push({ items, end });
    });
  return { calls, store };
}

const makeQueue = (store: IntakeQueueOptions<number, number>["store"], options = {}) =>
  createIntakeQueue<number, number>({
    store,
    bytesOf: (n) => n,
    isFaultOfItems: (error) => error === "bad item",
    maxItemsPerStore: 3,
    maxBytesPerStore: 1_000,
    maxStores: 1,
    maxWaitMs: 1_000,
    nowMs: () => Date.now(),
    ...options,
  });

/** Lets promises settle. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the queue of the intake", () => {
  it("stores together what came at once, then what came meanwhile, each with its own answer", async () => {
    const { calls, store } = makeStore();
    const queue = makeQueue(store);
    const first = [1, 2].map((n) => queue.add(n));
    expect(calls).toEqual([]);
    await settle();
    expect(calls.map((call) => call.items)).toEqual([[1, 2]]);
    const meanwhile = [3, 4, 5, 6].map((n) => queue.add(n));
    for (let call = 0; call < 3; call += 1) {
      calls[call]!.end();
      await settle();
    }
    expect(await Promise.all([...first, ...meanwhile])).toEqual([10, 20, 30, 40, 50, 60]);
    expect(calls.map((call) => call.items)).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it("keeps a call below its number of bytes, but takes one that is larger alone", async () => {
    const { calls, store } = makeStore();
    const queue = makeQueue(store);
    const answers = [1, 2_000, 600, 600].map((n) => queue.add(n));
    await settle();
    for (let call = 0; call < 4; call += 1) {
      calls[call]!.end();
      await settle();
    }
    await Promise.all(answers);
    expect(calls.map((call) => call.items)).toEqual([[1], [2_000], [600], [600]]);
  });

  it("tries items apart when one of them is the fault, so that it spoils no other", async () => {
    const store = async (items: readonly number[]) => {
      if (items.includes(3)) throw "bad item";
      return items.map((n) => n * 10);
    };
    const queue = makeQueue(store, { maxItemsPerStore: 10 });
    const answers = Promise.allSettled([1, 2, 3, 4, 5].map((n) => queue.add(n)));
    await settle();
    const outcomes = await answers;
    expect(
      outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason)),
    ).toEqual([10, 20, "bad item", 40, 50]);
  });

  it("hands any other fault to all, tries nothing again and goes on", async () => {
    const { calls, store } = makeStore();
    const queue = makeQueue(store);
    const failing = queue.add(1);
    await settle();
    calls[0]!.end("away");
    await expect(failing).rejects.toBe("away");
    const next = queue.add(2);
    await settle();
    calls[1]!.end();
    expect(await next).toBe(20);
    expect(calls).toHaveLength(2);
  });

  it("refuses who waits too long, knows that it is stuck, and goes on when the call ends after all", async () => {
    const { calls, store } = makeStore();
    const queue = makeQueue(store);
    const answers = Promise.allSettled([queue.add(1), queue.add(2)]);
    expect(queue.isStuck()).toBe(false);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(queue.isStuck()).toBe(true);
    for (const outcome of await answers)
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(IntakeBusy);
    calls[0]!.end();
    await settle();
    expect(queue.isStuck()).toBe(false);
    const later = queue.add(3);
    await settle();
    calls[1]!.end();
    expect(await later).toBe(30);
    expect(calls[1]!.items).toEqual([3]);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});
