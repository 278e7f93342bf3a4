import { parse } from "csv-parse";
import { Refusal } from "#app/shared/errors.ts";

/** A row of a file, by its headings. `line` is the file's line that the row begins on, the heading's being 1. */
export interface TableRow {
  line: number;
  cells: Record<string, string>;
}

const MAX_COLUMNS = 500;
const MAX_ROW_BYTES = 1024 * 1024;
const SAMPLE_BYTES = 64 * 1024;
const DELIMITERS = [",", ";", "\t", "|"];

/** What text a file's bytes are: by its mark at the beginning, else UTF-8 when it is that, else what Windows writes. */
export function encodingOf(
  sample: Uint8Array,
  isWhole: boolean,
): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" {
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  try {
    // The beginning of a file may end within a character: streaming leaves that open.
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: !isWhole });
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** The sign between the columns: the one that the heading has most of, outside quotes. */
export function delimiterOf(text: string): string {
  const heading = (text.split(/\r?\n/, 1)[0] ?? "").replaceAll(/"(?:[^"]|"")*"/g, "");
  const count = (delimiter: string) => heading.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/**
 * The rows of a CSV file, one by one: any size, bounded memory.
 *
 * @throws Refusal table_unreadable with the line, when it is no table
 */
export async function* readTable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TableRow> {
  const records = decoded(bytes);
  const first = await records.next();
  const sample = first.done ? "" : first.value;
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(sample.replace(/^\uFEFF/, "")),
    info: true,
    max_record_size: MAX_ROW_BYTES,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const feeding = feed(parser, sample, records);
  let headings: string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const extra = record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
      const line = info.lines - extra;
      if (!headings) {
        headings = readHeadings(record);
        continue;
      }
      const cells: Record<string, string> = {};
      for (const [column, heading] of headings.entries()) cells[heading] = record[column] ?? "";
      yield { line, cells };
    }
    await feeding;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const line = (error as { lines?: number }).lines ?? 0;
    throw new Refusal("table_unreadable", `the file is no table: line ${line}`, { details: { line } });
  } finally {
    parser.destroy();
  }
  if (!headings) throw new Refusal("table_empty", "the file is empty");
}

function readHeadings(record: readonly string[]): string[] {
  if (record.length > MAX_COLUMNS)
    throw new Refusal("table_too_wide", `at most ${MAX_COLUMNS} columns`, {
      details: { columns: MAX_COLUMNS },
    });
  const seen = new Map<string, number>();
  return record.map((cell, column) => {
    const heading = cell.trim().slice(0, 200) || `Column ${column + 1}`;
    const times = (seen.get(heading) ?? 0) + 1;
    seen.set(heading, times);
    return times === 1 ? heading : `${heading} (${times})`;
  });
}

async function feed(
  parser: ReturnType<typeof parse>,
  first: string,
  rest: AsyncIterable<string>,
): Promise<void> {
  const write = async (text: string) => {
    if (!parser.write(text))
      await new Promise((resolve) => parser.once("drain", resolve).once("close", resolve));
  };
  try {
    await write(first);
    for await (const text of rest) {
      if (parser.destroyed) return;
      await write(text);
    }
    parser.end();
  } catch (error) {
    // Whoever reads the rows hears of it.
    parser.destroy(error as Error);
  }
}

/** The text of a file; its first part is long enough to judge by. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let waiting: Buffer = Buffer.alloc(0);
  let decoder: TextDecoder | null = null;
  for await (const part of bytes) {
    if (decoder) {
      yield decoder.decode(part, { stream: true });
      continue;
    }
    waiting = Buffer.concat([waiting, part]);
    if (waiting.length < SAMPLE_BYTES) continue;
    decoder = new TextDecoder(encodingOf(waiting, false));
    yield decoder.decode(waiting, { stream: true });
  }
  if (decoder) yield decoder.decode();
  else if (waiting.length > 0) yield new TextDecoder(encodingOf(waiting, true)).decode(waiting);
}
