import { createReadStream, existsSync, openSync, readSync, closeSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** Where the public original of each data set comes from. */
const ORIGINALS: Record<string, string> = {
  ml100k:
    "MovieLens 100K, https://grouplens.org/datasets/movielens/100k/ (train.rating.gz: user item rating; test.rating.gz: user item item …)",
  groceries:
    "Groceries of the R package arules, https://cran.r-project.org/package=arules (one basket a line)",
  "amazon-beauty":
    "Amazon Beauty 5-core, https://jmcauley.ucsd.edu/data/amazon/ (sequences.txt.gz: user item item … in time order)",
  "online-retail":
    "Online Retail, https://archive.ics.uci.edu/dataset/352/online+retail (until-2011-09.csv.gz: the rows until 2011-09-30)",
};

/** The folder with the data sets: DATA_DIR, or ../shared/data beside the project. */
export function dataFolder(): string {
  return path.resolve(process.env["DATA_DIR"] ?? "../shared/data");
}

/** @throws when the file is missing, saying where its original comes from */
export function dataFile(set: string, name: string): string {
  const file = path.join(dataFolder(), set, name);
  if (existsSync(file)) return file;
  throw new Error(
    `${file} is missing. DATA_DIR must name a folder that holds ${set}/${name}.\n` +
      `The public original: ${ORIGINALS[set] ?? set}`,
  );
}

/** One line with its number from 1, without the line end. */
export interface Line {
  text: string;
  number: number;
}

/** The lines of a text file, gzip or plain; empty ones are passed over. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  const raw = createReadStream(file);
  const input = isGzip(file) ? raw.pipe(createGunzip()) : raw;
  // A fault of the raw file must reach the reader too.
  raw.on("error", (error) => input.destroy(error));
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      if (text.includes("\0")) throw new Error("this is not text");
      const bare = number === 1 ? text.replace(/^\uFEFF/, "") : text;
      if (bare.trim() !== "") yield { text: bare, number };
    }
  } catch (error) {
    throw faultAt(file, number, error instanceof Error ? error.message : String(error));
  }
}

function isGzip(file: string): boolean {
  const start = Buffer.alloc(2);
  const handle = openSync(file, "r");
  readSync(handle, start, 0, 2, 0);
  closeSync(handle);
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** An error that names the file and the line. */
export function faultAt(file: string, line: number, fault: string): Error {
  const message = `${file}, line ${line}: ${fault}`;
  return new Error(message.startsWith(`${file}, line ${line}: ${file}`) ? fault : message);
}

/** Dense indices for names, in the order of their first appearance. */
export class Indices {
  readonly #indexOf = new Map<string, number>();
  readonly names: string[] = [];

  of(name: string): number {
    const known = this.#indexOf.get(name);
    if (known !== undefined) return known;
    this.#indexOf.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  get count(): number {
    return this.names.length;
  }
}

/** Numbers that become an Int32Array. */
export class GrowingIndices {
  #array = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#array.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.length++] = value;
  }

  toArray(): Int32Array {
    return this.#array.slice(0, this.length);
  }
}
