/** Files that are too large for the memory: results of bulk operations and uploads. They go when the process ends. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  type ReadStream,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredFile } from "#simulator/state/model.ts";

let folder: string | null = null;

function temporaryFolder(): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), "shop-simulator-"));
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

export interface FileWriter {
  write(piece: string | Uint8Array): void;
  sizeBytes(): number;
  /** Closes the file; null when nothing was written. */
  end(): StoredFile | null;
  /** Closes and removes it. */
  discard(): void;
}

/** Pieces are gathered up to this before they go to the disk. */
const BUFFER_BYTES = 64 * 1024;

export function createFileWriter(): FileWriter {
  const path = join(temporaryFolder(), randomUUID());
  const file = openSync(path, "w");
  let sizeBytes = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = (): void => {
    if (waitingBytes === 0) return;
    const bytes = Buffer.concat(waiting);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    waiting = [];
    waitingBytes = 0;
  };
  const discard = (): void => {
    closeSync(file);
    rmSync(path, { force: true });
  };
  return {
    write: (piece) => {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      waiting.push(bytes);
      waitingBytes += bytes.length;
      sizeBytes += bytes.length;
      if (waitingBytes >= BUFFER_BYTES) flush();
    },
    sizeBytes: () => sizeBytes,
    end: () => {
      if (sizeBytes === 0) {
        discard();
        return null;
      }
      flush();
      closeSync(file);
      return { path, sizeBytes };
    },
    discard,
  };
}

/** The file's bytes as a stream; null when it is gone, such as after a restart. */
export function readStoredFile(file: StoredFile): ReadStream | null {
  return existsSync(file.path) ? createReadStream(file.path) : null;
}

export const removeStoredFile = (file: StoredFile): void => rmSync(file.path, { force: true });
