/**
 * The records of a zip file (PKWARE's APPNOTE 6.3), of any size: what does not fit into 32 bits stands in a zip64 field.
 * Numbers are little-endian.
 */

/** A file within a zip. Sizes and offset in bytes. */
export interface ZipEntry {
  name: string;
  crc: number;
  /** Deflated. */
  compressedBytes: number;
  bytes: number;
  /** Where its local header stands. */
  offset: number;
}

/** What a local header says about the file that follows. */
export interface LocalHeader {
  name: string;
  method: number;
  /** Null: it follows the file, whose end the deflated data tells themselves. */
  compressedBytes: number | null;
}

export const SIGNATURES = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

export const STORED = 0;
export const DEFLATED = 8;

/** Length of a local header before name and extra fields. */
export const LOCAL_BYTES = 30;

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const PLAIN_VERSION = 20;
const ZIP64_VERSION = 45;
const ENCRYPTED = 1;
const DESCRIPTOR_FOLLOWS = 1 << 3;
const UTF8_NAME = 1 << 11;
const ZIP64_FIELD = 0x0001;
/** "Growth hint": room that readers pass over. */
const ROOM_FIELD = 0xa220;
const ROOM_SIGNATURE = 0xa028;

const fit32 = (value: number) => Math.min(value, MAX_32);
const isLarge = (value: number) => value >= MAX_32;

/** Numbers one after the other, each of so many bytes. */
function record(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

/** Day and time as MS-DOS wrote them, in UTC; to two seconds. */
function dosTime(at: Date): [time: number, day: number] {
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return [(at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), day];
}

/** What local header and central record share. */
function shared(entry: ZipEntry, madeAt: Date, isZip64: boolean, extraBytes: number): Buffer {
  const [time, day] = dosTime(madeAt);
  return record(
    [2, isZip64 ? ZIP64_VERSION : PLAIN_VERSION],
    [2, UTF8_NAME],
    [2, DEFLATED],
    [2, time],
    [2, day],
    [4, entry.crc],
    [4, fit32(entry.compressedBytes)],
    [4, fit32(entry.bytes)],
    [2, Buffer.byteLength(entry.name)],
    [2, extraBytes],
  );
}

/** The header before a file. As long whatever the sizes are, so that it can be corrected once they are known. */
export function localHeader(entry: ZipEntry, madeAt: Date): Buffer {
  const isZip64 = isLarge(entry.compressedBytes) || isLarge(entry.bytes);
  // Of the two sizes, a zip64 field of a local header holds both or none.
  const sizes = isZip64 ? { ...entry, compressedBytes: MAX_32, bytes: MAX_32 } : entry;
  const extra = isZip64
    ? record([2, ZIP64_FIELD], [2, 16], [8, entry.bytes], [8, entry.compressedBytes])
    : record([2, ROOM_FIELD], [2, 16], [2, ROOM_SIGNATURE], [2, 12], [4, 0], [8, 0]);
  return Buffer.concat([
    record([4, SIGNATURES.local]),
    shared(sizes, madeAt, isZip64, extra.length),
    Buffer.from(entry.name),
    extra,
  ]);
}

/** The record of a file in the list at the end. */
export function centralRecord(entry: ZipEntry, madeAt: Date): Buffer {
  const large = [entry.bytes, entry.compressedBytes, entry.offset].filter(isLarge);
  const isZip64 = large.length > 0;
  const extra = isZip64
    ? record([2, ZIP64_FIELD], [2, 8 * large.length], ...large.map((value) => [8, value] as const))
    : Buffer.alloc(0);
  return Buffer.concat([
    record([4, SIGNATURES.central], [2, isZip64 ? ZIP64_VERSION : PLAIN_VERSION]),
    shared(entry, madeAt, isZip64, extra.length),
    record([2, 0], [2, 0], [2, 0], [4, 0], [4, fit32(entry.offset)]),
    Buffer.from(entry.name),
    extra,
  ]);
}

/** What ends a zip. `offset` is where the list of its files begins. */
export function endRecords(list: { files: number; bytes: number; offset: number }): Buffer {
  const { files, bytes, offset } = list;
  const isZip64 = files >= MAX_16 || isLarge(bytes) || isLarge(offset);
  const zip64 = [
    record(
      [4, SIGNATURES.end64],
      [8, 44],
      [2, ZIP64_VERSION],
      [2, ZIP64_VERSION],
      [4, 0],
      [4, 0],
      [8, files],
      [8, files],
      [8, bytes],
      [8, offset],
    ),
    record([4, SIGNATURES.locator64], [4, 0], [8, offset + bytes], [4, 1]),
  ];
  const count = Math.min(files, MAX_16);
  const end = record(
    [4, SIGNATURES.end],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, fit32(bytes)],
    [4, fit32(offset)],
    [2, 0],
  );
  return Buffer.concat(isZip64 ? [...zip64, end] : [end]);
}

/** How many bytes of name and extra fields follow the first {@link LOCAL_BYTES} of a local header. */
export function restOfLocalHeader(start: Buffer): number {
  return start.readUInt16LE(26) + start.readUInt16LE(28);
}

/** Reads a whole local header; null when its file is encrypted or its size cannot be told. */
export function readLocalHeader(header: Buffer): LocalHeader | null {
  const flags = header.readUInt16LE(6);
  const method = header.readUInt16LE(8);
  const nameEnd = LOCAL_BYTES + header.readUInt16LE(26);
  const name = header.toString("utf8", LOCAL_BYTES, nameEnd);
  if (flags & ENCRYPTED) return null;
  // Only deflated data say themselves where they end.
  if (flags & DESCRIPTOR_FOLLOWS) return method === DEFLATED ? { name, method, compressedBytes: null } : null;
  const compressedBytes = header.readUInt32LE(18);
  if (compressedBytes !== MAX_32) return { name, method, compressedBytes };
  const large = largeSizes(header.subarray(nameEnd));
  const isGiven = large !== null && Number.isSafeInteger(large);
  return isGiven ? { name, method, compressedBytes: large } : null;
}

/** The compressed size in the zip64 field of a local header, where the plain size stands before it. */
function largeSizes(extra: Buffer): number | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const isSizes = extra.readUInt16LE(at) === ZIP64_FIELD && extra.readUInt16LE(at + 2) >= 16;
    if (isSizes && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12));
  }
  return null;
}

/**
 * How long the descriptor is that follows a file of unknown size: with or without a signature, with sizes of 32 or 64 bits.
 * Told by the record that must come after it; null = none does.
 *
 * @param next at least the 28 bytes that follow the file, where there are so many
 */
export function descriptorBytes(next: Buffer): number | null {
  const isSigned = next.length >= 4 && next.readUInt32LE(0) === SIGNATURES.descriptor;
  const after: readonly number[] = [SIGNATURES.local, SIGNATURES.central];
  const fits = (bytes: number) => next.length >= bytes + 4 && after.includes(next.readUInt32LE(bytes));
  return (isSigned ? [16, 24] : [12, 20]).find(fits) ?? null;
}
