import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { createDiskGuard, freeBytesOf } from "./intake-disk.server.ts";

/** A guard of a disk whose free bytes and clock the test sets. */
function makeGuard() {
  const world = { freeBytes: 1_000, nowMs: 0, looks: 0, changes: [] as [boolean, number][] };
  const guard = createDiskGuard({
    readFreeBytes: async () => {
      world.looks += 1;
      if (world.freeBytes < 0) throw new Error("there is no such folder");
      return world.freeBytes;
    },
    minFreeBytes: 100,
    nowMs: () => world.nowMs,
    onChange: (...change) => world.changes.push(change),
  });
  const lookNow = async () => {
    world.nowMs += 1_000;
    guard.isFull();
    await Promise.resolve();
    await Promise.resolve();
    return guard.isFull();
  };
  return { world, guard, lookNow };
}

it("closes before the disk is full, opens when there is room, and says so once", async () => {
  const { world, lookNow } = makeGuard();
  expect(await lookNow()).toBe(false);
  world.freeBytes = 99;
  expect(await lookNow()).toBe(true);
  expect(await lookNow()).toBe(true);
  world.freeBytes = 100;
  expect(await lookNow()).toBe(false);
  expect(world.changes).toEqual([
    [true, 99],
    [false, 100],
  ]);
});

it("looks once a second at most, however many ask", () => {
  const { world, guard } = makeGuard();
  for (; world.nowMs < 3_000; world.nowMs += 1) guard.isFull();
  expect(world.looks).toBe(3);
});

it("stays open where the folder cannot be seen, also after it was full", async () => {
  const { world, lookNow } = makeGuard();
  world.freeBytes = 0;
  expect(await lookNow()).toBe(true);
  world.freeBytes = -1;
  expect(await lookNow()).toBe(false);
});

it("reads the free bytes of a real disk", async () => {
  expect(await freeBytesOf(tmpdir())).toBeGreaterThan(0);
  await expect(freeBytesOf("/no/such/folder")).rejects.toThrow("ENOENT");
});
