/** States kept under a name while the simulator runs, to go back to. They lie in the system's temporary folder. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Platform } from "#simulator/platform.ts";
import { readStateFile, writeStateFile } from "./files.ts";
import type { SavedState } from "./lines.ts";

export interface Snapshot {
  id: number;
  name: string;
  /** Of the simulator's clock. */
  takenAt: Date;
  shops: number;
  sizeBytes: number;
}

/** Everything there is now: all shops and the clock. */
export const currentState = (platform: Platform): SavedState => ({
  clock: platform.clock.settings(),
  shops: platform.shops().map(({ shop }) => shop),
  lastId: platform.lastId(),
});

/** Puts a state in the place of everything there is. */
export function putState(platform: Platform, saved: SavedState): void {
  platform.clear();
  platform.clock.run(saved.clock.speed);
  platform.clock.set(saved.clock.now);
  for (const shop of saved.shops) platform.put(shop, saved.lastId);
}

interface Shelf {
  folder: string;
  snapshots: Map<number, Snapshot>;
  next: number;
}

const shelves = new WeakMap<Platform, Shelf>();

function shelfOf(platform: Platform): Shelf {
  const known = shelves.get(platform);
  if (known) return known;
  const folder = mkdtempSync(path.join(tmpdir(), "simulator-snapshots-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const shelf: Shelf = { folder, snapshots: new Map(), next: 1 };
  shelves.set(platform, shelf);
  return shelf;
}

const fileOf = (shelf: Shelf, id: number): string => path.join(shelf.folder, `${id}.jsonl.gz`);

/** The newest first. */
export const listSnapshots = (platform: Platform): Snapshot[] =>
  [...(shelves.get(platform)?.snapshots.values() ?? [])].toReversed();

export function takeSnapshot(platform: Platform, name: string): Snapshot {
  const shelf = shelfOf(platform);
  const id = shelf.next;
  shelf.next += 1;
  const file = fileOf(shelf, id);
  writeStateFile(file, currentState(platform));
  const takenAt = platform.clock.now();
  const { size: sizeBytes } = statSync(file);
  const snapshot = { id, name, takenAt, shops: platform.shops().length, sizeBytes };
  shelf.snapshots.set(id, snapshot);
  return snapshot;
}

/** false when there is no such snapshot. */
export async function restoreSnapshot(platform: Platform, id: number): Promise<boolean> {
  const shelf = shelves.get(platform);
  if (!shelf?.snapshots.has(id)) return false;
  putState(platform, await readStateFile(fileOf(shelf, id)));
  return true;
}

/** false when there is no such snapshot. */
export function dropSnapshot(platform: Platform, id: number): boolean {
  const shelf = shelves.get(platform);
  if (!shelf?.snapshots.delete(id)) return false;
  rmSync(fileOf(shelf, id), { force: true });
  return true;
}
