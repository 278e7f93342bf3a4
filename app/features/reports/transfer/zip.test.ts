import { crc32, deflateRawSync } from "node:zlib";
import { unzipSync, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { describe, expect, it } from "vitest";
import { centralRecord, endRecords, localHeader, type ZipEntry } from "./domain/zip-records.ts";
import { readZip, ZipBroken } from "./read-zip.server.ts";
import { createZip, type GrowingFile } from "./write-zip.server.ts";

const MADE_AT = new Date("2026-03-05T10:00:00Z");
const GIB = 1024 ** 3;

/** Text that cannot be told from a zip's own records. */
const SIGNATURES = Buffer.from("PK\x07\x08 PK\x03\x04 PK\x01\x02 PK\x05\x06 ".repeat(300), "latin1");
const FILES: Record<string, Buffer> = {
  "README.txt": Buffer.from("hello"),
  "signatures.txt": SIGNATURES,
  "empty.txt": Buffer.alloc(0),
  "zeros.txt": Buffer.alloc(5_000),
};

function memoryFile(): GrowingFile & { bytes: () => Buffer } {
  let all = Buffer.alloc(0);
  return {
    bytes: () => all,
    length: () => all.length,
    append: async (bytes) => void (all = Buffer.concat([all, bytes])),
    correct: async (offset, bytes) => all.set(bytes, offset),
  };
}

async function written(files: Record<string, Buffer>): Promise<Buffer> {
  const file = memoryFile();
  const zip = createZip(file, MADE_AT);
  for (const [name, bytes] of Object.entries(files))
    await zip.add(name, [bytes.subarray(0, 1_000), bytes.subarray(1_000)]);
  await zip.end();
  return file.bytes();
}

/** As archives were written before: sizes behind the data. Level 0 leaves the data as they are. */
function writtenWithDescriptors(files: Record<string, Buffer>, level: 0 | 6): Buffer {
  const parts: Uint8Array[] = [];
  const zip = new Zip((_, part) => void parts.push(part));
  for (const [name, bytes] of Object.entries(files)) {
    const file = new ZipDeflate(name, { level });
    zip.add(file);
    file.push(bytes, true);
  }
  zip.end();
  return Buffer.concat(parts);
}

async function* inParts(bytes: Buffer, partBytes: number) {
  for (let from = 0; from < bytes.length; from += partBytes) yield bytes.subarray(from, from + partBytes);
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for await (const file of readZip(bytes))
    files[file.name] = Buffer.concat(await Array.fromAsync(file.bytes()));
  return files;
}

describe("a zip", () => {
  it("that is written here opens elsewhere", async () => {
    const opened = unzipSync(await written(FILES));
    expect(Object.keys(opened)).toEqual(Object.keys(FILES));
    for (const [name, bytes] of Object.entries(FILES)) expect(bytes.equals(opened[name]!), name).toBe(true);
  });

  it.each([1, 7, 64, 5_000, 1_000_000])("is read in parts of %i bytes", async (partBytes) => {
    for (const zip of [
      await written(FILES),
      writtenWithDescriptors(FILES, 6),
      writtenWithDescriptors(FILES, 0),
    ]) {
      const read = await readAll(inParts(zip, partBytes));
      expect(Object.keys(read)).toEqual(Object.keys(FILES));
      for (const [name, bytes] of Object.entries(FILES)) expect(read[name]!.equals(bytes), name).toBe(true);
    }
  });

  it("is read past files that nobody opens", async () => {
    for (const zip of [await written(FILES), writtenWithDescriptors(FILES, 0)]) {
      const names: string[] = [];
      for await (const file of readZip(inParts(zip, 999))) {
        names.push(file.name);
      }
      expect(names).toEqual(Object.keys(FILES));
    }
  });

  it("that is cut off, changed, or packed in another way is refused", async () => {
    const whole = await written(FILES);
    const central = whole.indexOf("PK\x01\x02\x14", 0, "latin1");
    for (let at = 0; at < central; at += 97)
      await expect(readAll(inParts(whole.subarray(0, at), 500)), `at ${at}`).rejects.toThrow(ZipBroken);
    await expect(readAll(inParts(Buffer.from("email,points\n"), 5))).rejects.toThrow(ZipBroken);
    const parts: Uint8Array[] = [];
    const zip = new Zip((_, part) => void parts.push(part));
    const stored = new ZipPassThrough("stored.txt");
    zip.add(stored);
    stored.push(SIGNATURES, true);
    zip.end();
    // Stored data of unknown size do not say where they end.
    await expect(readAll(inParts(Buffer.concat(parts), 500))).rejects.toThrow(ZipBroken);
  });
});

describe("beyond 4 GiB", () => {
  const large: ZipEntry = { name: "a", crc: 7, compressedBytes: 5 * GIB + 1, bytes: 40 * GIB + 2, offset: 0 };
  const late: ZipEntry = { name: "b", crc: 8, compressedBytes: 3, bytes: 4, offset: 5 * GIB + 99 };

  it("a file is read past, and the next one is read", async () => {
    const text = Buffer.from("after it");
    const packed = deflateRawSync(text);
    const small = {
      name: "small",
      crc: crc32(text),
      compressedBytes: packed.length,
      bytes: text.length,
      offset: 0,
    };
    const mib = Buffer.alloc(1024 * 1024);
    const bytes = async function* () {
      yield localHeader(large, MADE_AT);
      for (let given = 0; given < 5 * GIB; given += mib.length) yield mib;
      yield mib.subarray(0, 1);
      yield Buffer.concat([
        localHeader(small, MADE_AT),
        packed,
        endRecords({ files: 0, bytes: 0, offset: 0 }),
      ]);
    };
    const read: string[] = [];
    for await (const file of readZip(bytes())) {
      const isSmall = file.name === "small";
      read.push(isSmall ? Buffer.concat(await Array.fromAsync(file.bytes())).toString() : file.name);
    }
    expect(read).toEqual(["a", "after it"]);
  });

  it("sizes and offsets stand in zip64 fields, the plain ones say so", () => {
    const local = localHeader(large, MADE_AT);
    expect([local.readUInt16LE(4), local.readUInt32LE(18), local.readUInt32LE(22)]).toEqual([
      45, 0xffff_ffff, 0xffff_ffff,
    ]);
    const extra = local.subarray(31);
    expect([extra.readUInt16LE(0), extra.readUInt16LE(2)]).toEqual([1, 16]);
    expect([extra.readBigUInt64LE(4), extra.readBigUInt64LE(12)]).toEqual([
      BigInt(large.bytes),
      BigInt(large.compressedBytes),
    ]);
    expect(local.length).toBe(localHeader(late, MADE_AT).length);

    const central = centralRecord(late, MADE_AT);
    expect([central.readUInt32LE(20), central.readUInt32LE(24), central.readUInt32LE(42)]).toEqual([
      3, 4, 0xffff_ffff,
    ]);
    expect([central.readUInt16LE(47), central.readUInt16LE(49), central.readBigUInt64LE(51)]).toEqual([
      1,
      8,
      BigInt(late.offset),
    ]);

    const end = endRecords({ files: 2, bytes: 100, offset: 6 * GIB });
    expect([end.readBigUInt64LE(32), end.readBigUInt64LE(40), end.readBigUInt64LE(48)]).toEqual([
      2n,
      100n,
      BigInt(6 * GIB),
    ]);
    // Locator: where the zip64 end stands.
    expect(end.readBigUInt64LE(56 + 8)).toBe(BigInt(6 * GIB + 100));
    expect(end.readUInt32LE(56 + 20 + 16)).toBe(0xffff_ffff);
  });
});
