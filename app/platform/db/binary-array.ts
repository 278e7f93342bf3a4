/**
 * One-dimensional PostgreSQL arrays in their binary format. The driver writes an array as text (bytes as hex, each twice
 * as long, escaped and parsed again); a Buffer it sends as it stands, so a statement with many rows of bytes costs both
 * sides less this way.
 */

/** Type numbers of PostgreSQL (pg_type.oid) that never change. */
const OID = { bytea: 17, text: 25, timestamptz: 1184, uuid: 2950 };

/** ndim, whether there are nulls, type, length, lower bound. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
const MS_2000 = Date.UTC(2000, 0, 1);
const TWO_POW_32 = 2 ** 32;

interface Element<T> {
  oid: number;
  lengthOf: (value: T) => number;
  write: (into: Buffer, value: T, at: number, length: number) => void;
}

function encode<T>(
  values: readonly (T | null)[],
  { oid, lengthOf, write }: Element<T>,
  allocate = (bytes: number): Buffer => Buffer.allocUnsafe(bytes),
): Buffer {
  const lengths = values.map((value) => (value === null ? NULL_LENGTH : lengthOf(value)));
  const into = allocate(
    lengths.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(length, 0), HEADER_BYTES),
  );
  into.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  into.writeInt32BE(lengths.includes(NULL_LENGTH) ? 1 : 0, 4);
  into.writeInt32BE(oid, 8);
  into.writeInt32BE(values.length, 12);
  into.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const [position, value] of values.entries()) {
    const length = lengths[position]!;
    into.writeInt32BE(length, at);
    at += LENGTH_BYTES;
    if (value === null) continue;
    write(into, value, at, length);
    at += length;
  }
  // Without elements the format has no dimension: it ends after the type.
  return values.length === 0 ? into.subarray(0, 12) : into;
}

const bytes: Element<Uint8Array> = {
  oid: OID.bytea,
  lengthOf: (value) => value.length,
  write: (into, value, at) => into.set(value, at),
};
const uuid: Element<Uint8Array> = { ...bytes, oid: OID.uuid };
const text: Element<string> = {
  oid: OID.text,
  lengthOf: (value) => Buffer.byteLength(value),
  write: (into, value, at, length) => void into.write(value, at, length, "utf8"),
};
/** Microseconds since 2000, which a double holds exactly for the next two centuries. */
const instant: Element<Date> = {
  oid: OID.timestamptz,
  lengthOf: () => 8,
  write: (into, value, at) => {
    const micros = (value.getTime() - MS_2000) * 1000;
    const high = Math.floor(micros / TWO_POW_32);
    into.writeInt32BE(high, at);
    into.writeUInt32BE(micros - high * TWO_POW_32, at + 4);
  },
};

/** A `bytea[]` parameter. */
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer => encode(values, bytes);

/**
 * A `bytea[]` parameter of bytes that are made where they are needed, without a copy of each.
 *
 * @param allocate gives memory of this length; what is in it is overwritten
 */
export const byteaArrayOf = <T>(
  values: readonly T[],
  lengthOf: (value: T) => number,
  write: (into: Buffer, value: T, at: number) => void,
  allocate?: (bytes: number) => Buffer,
): Buffer => encode(values, { oid: OID.bytea, lengthOf, write }, allocate);

/** A `uuid[]` parameter of 16 bytes each. */
export const uuidArray = (values: readonly (Uint8Array | null)[]): Buffer => encode(values, uuid);

/** A `text[]` parameter. */
export const textArray = (values: readonly (string | null)[]): Buffer => encode(values, text);

/** A `timestamptz[]` parameter; instants between the years 1800 and 2200. */
export const timestamptzArray = (values: readonly (Date | null)[]): Buffer => encode(values, instant);
