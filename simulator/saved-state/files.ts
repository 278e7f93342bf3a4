/** Saved states in files: JSON lines, gzipped when the name ends in `.gz`. */
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { createLineReader, type SavedState, writeLines } from "./lines.ts";

const BLOCK_CHARS = 4_000_000;

/** Writes a state at one stroke: nothing else runs meanwhile, so that it is of one moment. */
export function writeStateFile(path: string, saved: SavedState): void {
  const file = openSync(path, "w");
  const compressed = path.endsWith(".gz");
  const flush = (text: string): void => {
    writeSync(file, compressed ? gzipSync(text) : Buffer.from(text));
  };
  try {
    let block = "";
    for (const line of writeLines(saved)) {
      block += `${line}\n`;
      if (block.length < BLOCK_CHARS) continue;
      flush(block);
      block = "";
    }
    flush(block);
  } finally {
    closeSync(file);
  }
}

/** Reads a state from a stream of its bytes. Throws a SyntaxError when it is none. */
export async function readState(stream: Readable): Promise<SavedState> {
  const reader = createLineReader();
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line !== "") reader.read(line);
  }
  if (rest !== "") reader.read(rest);
  return reader.end();
}

/** Reads a file that `writeStateFile` wrote. */
export function readStateFile(path: string): Promise<SavedState> {
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!path.endsWith(".gz")) return readState(bytes);
  const unzipped = createGunzip({ chunkSize: 1 << 20 });
  bytes.once("error", (error) => unzipped.destroy(error));
  return readState(bytes.pipe(unzipped));
}
