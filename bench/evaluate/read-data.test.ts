import { gzipSync } from "node:zlib";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { dataFile, type Line, linesOf } from "./read-data.ts";
import { temporaryFolder } from "./temporary-files.ts";

const write = temporaryFolder();
afterEach(() => vi.unstubAllEnvs());

async function read(file: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(file)) lines.push(line);
  return lines;
}

it.each([
  ["plain", Buffer.from("\uFEFFa b\r\n\r\nc\n")],
  ["gzip", gzipSync("\uFEFFa b\r\n\r\nc\n")],
])(
  "lines of a %s file have their numbers, without empty ones and the mark before the first",
  async (name, bytes) => {
    expect(await read(write(name, bytes))).toEqual([
      { text: "a b", number: 1 },
      { text: "c", number: 3 },
    ]);
  },
);

it("a file that is cut off or no text is refused with its name and the line", async () => {
  const cut = gzipSync(Buffer.from(Array.from({ length: 5_000 }, (_, n) => `${n * 7_919}\n`).join("")));
  await expect(read(write("cut.gz", cut.subarray(0, cut.length / 2)))).rejects.toThrow(
    /cut\.gz, line \d+: unexpected end of file/,
  );
  await expect(read(write("bytes", "a\nb\0c\n"))).rejects.toThrow(/bytes, line 2: this is not text/);
  await expect(read("/nowhere/at/all")).rejects.toThrow("There is no file /nowhere/at/all.");
});

it("a data set that is missing is named with where its original comes from", () => {
  const file = write("groceries/groceries.csv", "a,b\n");
  vi.stubEnv("DATA_DIR", path.resolve(file, "../.."));
  expect(dataFile("groceries", "groceries.csv")).toBe(file);
  expect(() => dataFile("ml100k", "train.rating.gz")).toThrow(/ml100k\/train\.rating\.gz[\s\S]*grouplens/);
});
