/** Writes a zip of any size. The sizes of a file stand in its header, so that it can be read from the beginning. */
import { crc32 } from "node:zlib";
import { Deflate } from "fflate";
import { centralRecord, endRecords, localHeader, type ZipEntry } from "./domain/zip-records.ts";

/** A file that grows at its end, and of which what is written can be corrected. */
export interface GrowingFile {
  length: () => number;
  append: (bytes: Uint8Array) => Promise<void>;
  correct: (offset: number, bytes: Uint8Array) => Promise<void>;
}

export interface ZipWriter {
  /** Adds a file. */
  add: (name: string, parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => Promise<void>;
  /** Adds the list of the files. */
  end: () => Promise<void>;
}

const LEVEL = 6;

/** Begins a zip at the end of a file that is empty. */
export function createZip(file: GrowingFile, madeAt: Date): ZipWriter {
  const entries: ZipEntry[] = [];
  return {
    add: async (name, parts) => {
      const entry: ZipEntry = { name, crc: 0, compressedBytes: 0, bytes: 0, offset: file.length() };
      await file.append(localHeader(entry, madeAt));
      let packed: Uint8Array[] = [];
      const deflate = new Deflate({ level: LEVEL }, (chunk) => packed.push(chunk));
      const flush = async () => {
        for (const chunk of packed) {
          entry.compressedBytes += chunk.length;
          await file.append(chunk);
        }
        packed = [];
      };
      for await (const part of parts) {
        entry.crc = crc32(part, entry.crc);
        entry.bytes += part.length;
        deflate.push(part);
        await flush();
      }
      deflate.push(new Uint8Array(), true);
      await flush();
      await file.correct(entry.offset, localHeader(entry, madeAt));
      entries.push(entry);
    },
    end: async () => {
      const offset = file.length();
      for (const entry of entries) await file.append(centralRecord(entry, madeAt));
      await file.append(endRecords({ files: entries.length, bytes: file.length() - offset, offset }));
    },
  };
}
