import { statfs } from "node:fs/promises";

export interface DiskGuardOptions {
  /** Bytes that others than root can still write. */
  readFreeBytes: () => Promise<number>;
  minFreeBytes: number;
  nowMs: () => number;
  /** Told when the disk comes to be too full, and when there is room again. */
  onChange: (isFull: boolean, freeBytes: number) => void;
}

const LOOK_AGAIN_MS = 1_000;

/** How many bytes can still be written on the disk that holds a folder. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Watches the disk of the database, so that deliveries are sent away before PostgreSQL has no room for its own log and
 * stops altogether. Looks at most once a second, and only while somebody asks.
 */
export function createDiskGuard({ readFreeBytes, minFreeBytes, nowMs, onChange }: DiskGuardOptions) {
  let isFull = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    try {
      const freeBytes = await readFreeBytes();
      if (isFull === freeBytes < minFreeBytes) return;
      isFull = !isFull;
      onChange(isFull, freeBytes);
    } catch {
      // The folder cannot be seen at the moment. Then the database says itself when it has no room.
      isFull = false;
    }
  }

  return {
    /** Whether the disk was too full a moment ago. Never waits. */
    isFull: (): boolean => {
      if (nowMs() - lookedAtMs >= LOOK_AGAIN_MS) {
        lookedAtMs = nowMs();
        void look();
      }
      return isFull;
    },
  };
}
