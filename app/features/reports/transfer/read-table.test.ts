import { describe, expect, it } from "vitest";
import { delimiterOf, encodingOf, readTable, type TableRow } from "./read-table.server.ts";

async function rowsOf(bytes: Uint8Array, pieceBytes = 7): Promise<TableRow[]> {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
  const rows: TableRow[] = [];
  for await (const row of readTable(pieces())) rows.push(row);
  return rows;
}

const read = (text: string, encoding: BufferEncoding = "utf8") => rowsOf(Buffer.from(text, encoding));

describe("a file", () => {
  it.each([
    ["comma", "email,points\na@example.com,5\n"],
    ["semicolon", "email;points\r\na@example.com;5"],
    ["tab", "email\tpoints\na@example.com\t5\n\n"],
    ["a mark at the beginning", "\uFEFFemail,points\na@example.com,5"],
    ["quotes", '"email","points"\n"a@example.com","5"'],
  ])("with %s is read", async (_, text) => {
    expect(await read(text)).toEqual([{ line: 2, cells: { email: "a@example.com", points: "5" } }]);
  });

  it("keeps characters of every encoding", async () => {
    const cells = { name: "Zoë Ærø", points: "1" };
    expect((await read("name,points\nZoë Ærø,1"))[0]?.cells).toEqual(cells);
    expect((await read("\uFEFFname,points\nZoë Ærø,1", "utf16le"))[0]?.cells).toEqual(cells);
    expect((await read("name,points\nZoë Ærø,1", "latin1"))[0]?.cells).toEqual(cells);
  });

  it("counts lines as an editor does, also across line breaks in a cell", async () => {
    const rows = await read('a,b\n"one\ntwo",2\n3,4\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  });

  it("with too few or too many cells in a row, and twice the same heading", async () => {
    expect(await read("a,a,\n1\n1,2,3,4")).toEqual([
      { line: 2, cells: { a: "1", "a (2)": "", "Column 3": "" } },
      { line: 3, cells: { a: "1", "a (2)": "2", "Column 3": "3" } },
    ]);
  });

  it.each([
    ["", "table_empty"],
    [Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(","), "table_too_wide"],
    [`a,b\n"${"x".repeat(2 * 1024 * 1024)}`, "table_unreadable"],
  ])("that is no table is refused", async (text, code) => {
    await expect(rowsOf(Buffer.from(text), 100_000)).rejects.toMatchObject({ code });
  });
});

it("finds the sign between columns outside quotes", () => {
  expect(delimiterOf('"a,b,c";d')).toBe(";");
  expect(delimiterOf("only")).toBe(",");
});

it("takes what is no UTF-8 for what Windows writes", () => {
  expect(encodingOf(Buffer.from("Zoë", "latin1"), true)).toBe("windows-1252");
  expect(encodingOf(Buffer.from("Zoë").subarray(0, 3), false)).toBe("utf-8");
});
