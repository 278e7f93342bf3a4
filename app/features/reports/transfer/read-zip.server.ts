/**
 * Reads a zip from its beginning to its end, as it comes: each file by the size that its header gives, or as far as its
 * deflated data say that they go. Nothing is looked for in the data, which may hold any bytes.
 */
import { createInflateRaw, type InflateRaw } from "node:zlib";
import {
  DEFLATED,
  descriptorBytes,
  LOCAL_BYTES,
  type LocalHeader,
  readLocalHeader,
  restOfLocalHeader,
  SIGNATURES,
  STORED,
} from "./domain/zip-records.ts";

/** It is no zip, or one that is cut off, changed, or of a kind that is not read. */
export class ZipBroken extends Error {}

/** A file of a zip. Its bytes are to be read whole or not at all, before the next file is asked for. */
export interface ZippedFile {
  name: string;
  bytes: () => AsyncGenerator<Buffer>;
}

const MAX_DESCRIPTOR_BYTES = 28;
const INFLATED_PART_BYTES = 64 * 1024;

/** The files of a zip, in their order. @throws ZipBroken */
export async function* readZip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ZippedFile> {
  const source = new ByteSource(bytes);
  for (;;) {
    const signature = await source.peek(4);
    if (signature.length < 4) throw new ZipBroken("the zip is cut off");
    const known = signature.readUInt32LE(0);
    const isEnd: boolean = [SIGNATURES.central, SIGNATURES.end, SIGNATURES.end64].some(
      (end) => end === known,
    );
    if (isEnd) return;
    if (known !== SIGNATURES.local) throw new ZipBroken("there is no file where one is expected");
    const header = await readHeader(source);
    let isOpened = false;
    const open = () => {
      isOpened = true;
      return contentOf(source, header);
    };
    yield { name: header.name, bytes: open };
    if (isOpened) continue;
    // Of a file whose size is known nothing needs to be unpacked to get past it.
    const asItStands = header.compressedBytes === null ? header : { ...header, method: STORED };
    for await (const part of contentOf(source, asItStands)) void part;
  }
}

async function readHeader(source: ByteSource): Promise<LocalHeader> {
  const start = await source.take(LOCAL_BYTES);
  const header = readLocalHeader(Buffer.concat([start, await source.take(restOfLocalHeader(start))]));
  if (!header || (header.method !== STORED && header.method !== DEFLATED))
    throw new ZipBroken("a file of the zip is encrypted or packed in a way that is not read");
  return header;
}

async function* contentOf(source: ByteSource, header: LocalHeader): AsyncGenerator<Buffer> {
  const { compressedBytes, method } = header;
  if (method === DEFLATED) {
    yield* inflate(source, compressedBytes);
    if (compressedBytes === null) await skipDescriptor(source);
    return;
  }
  for (let left = compressedBytes ?? 0; left > 0;) {
    const part = await source.next(left);
    if (!part) throw new ZipBroken("the zip is cut off");
    left -= part.length;
    yield part;
  }
}

async function skipDescriptor(source: ByteSource): Promise<void> {
  const bytes = descriptorBytes(await source.peek(MAX_DESCRIPTOR_BYTES));
  if (bytes === null) throw new ZipBroken("the end of a file is not where its data say");
  await source.take(bytes);
}

/** Unpacks deflated data: so many bytes, or (null) as many as there are, which the data say themselves. */
async function* inflate(source: ByteSource, compressedBytes: number | null): AsyncGenerator<Buffer> {
  const inflating = createInflateRaw({ chunkSize: INFLATED_PART_BYTES });
  const feeding = feed(inflating, source, compressedBytes ?? Number.POSITIVE_INFINITY);
  try {
    for await (const part of inflating) yield part as Buffer;
  } catch (error) {
    const isData = String((error as { code?: unknown }).code).startsWith("Z_");
    throw isData ? new ZipBroken("a file of the zip cannot be unpacked") : error;
  } finally {
    inflating.destroy();
  }
  const given = await feeding;
  if (compressedBytes !== null && inflating.bytesWritten !== compressedBytes)
    throw new ZipBroken("a file of the zip is shorter than its header says");
  source.unread(given.beyond(inflating.bytesWritten));
}

/** Gives data to be unpacked, part by part, until there is enough of them. */
async function feed(inflating: InflateRaw, source: ByteSource, atMost: number): Promise<GivenBytes> {
  const given = new GivenBytes();
  const isOver = () => inflating.readableEnded || inflating.destroyed;
  let goOn = () => {};
  for (const event of ["end", "error", "close"]) inflating.once(event, () => goOn());
  try {
    while (!isOver()) {
      const part = await source.next(atMost - given.count);
      if (!part) {
        inflating.end();
        break;
      }
      given.add(part, inflating.bytesWritten);
      // When data follow that belong to something else, the write is not answered, but the stream ends.
      await new Promise<void>((resolve) => {
        goOn = resolve;
        if (isOver()) resolve();
        else inflating.write(part, () => resolve());
      });
    }
  } catch (error) {
    // Whoever reads hears of it.
    inflating.destroy(error as Error);
  }
  return given;
}

/** Parts that were given away, for as long as it may turn out that they were not wanted. */
class GivenBytes {
  count = 0;
  #parts: { from: number; bytes: Buffer }[] = [];

  /** @param used how many of those that were given before were wanted for sure */
  add(bytes: Buffer, used: number): void {
    this.#parts = this.#parts.filter((part) => part.from + part.bytes.length > used);
    this.#parts.push({ from: this.count, bytes });
    this.count += bytes.length;
  }

  /** What was given beyond the first so many bytes. */
  beyond(used: number): Buffer {
    return Buffer.concat(this.#parts.map(({ from, bytes }) => bytes.subarray(Math.max(0, used - from))));
  }
}

/** Bytes that come in parts, taken as they are wanted. */
class ByteSource {
  readonly #parts: AsyncIterator<Uint8Array>;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#parts = bytes[Symbol.asyncIterator]();
  }

  /** So many bytes without taking them; fewer where it ends. */
  async peek(count: number): Promise<Buffer> {
    while (this.#waiting.length < count) {
      const { done, value } = await this.#parts.next();
      if (done) break;
      const part = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      this.#waiting = this.#waiting.length === 0 ? part : Buffer.concat([this.#waiting, part]);
    }
    return this.#waiting.subarray(0, count);
  }

  /** @throws ZipBroken when there are not so many */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    if (taken.length < count) throw new ZipBroken("the zip is cut off");
    this.#waiting = this.#waiting.subarray(count);
    return taken;
  }

  /** What comes next, at most so many bytes; null where it ends or nothing is wanted. */
  async next(atMost: number): Promise<Buffer | null> {
    if (atMost <= 0) return null;
    if (this.#waiting.length === 0) await this.peek(1);
    if (this.#waiting.length === 0) return null;
    const part = this.#waiting.subarray(0, Math.min(atMost, this.#waiting.length));
    this.#waiting = this.#waiting.subarray(part.length);
    return part;
  }

  /** Puts back what was taken last. */
  unread(bytes: Buffer): void {
    this.#waiting = Buffer.concat([bytes, this.#waiting]);
  }
}
