import { describe, expect, it } from "vitest";
import { readShop } from "./online-retail.ts";
import { temporaryFolder } from "./temporary-files.ts";

const write = temporaryFolder();
const HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
const shopOf = (...rows: string[]) => readShop(write("shop.csv", `${[HEAD, ...rows].join("\n")}\n`));

it("the clean rows count: who bought which article, when, in which basket, for how much", async () => {
  const { data, content } = await shopOf(
    '500,85123a,"LANTERN, RED",6,2011-06-30 23:59:00,2.55,17850,United Kingdom',
    "500,71053,MUG,1,2011-06-30 23:59:00,3.39,17850,United Kingdom",
    "501,85123A,LANTERN LATER,2,2011-07-01 00:00:00,9.99,12345,France",
    // A cancellation, one without a customer, one for nothing, no article, and one that came back.
    "C502,71053,MUG,1,2011-06-30 08:00:00,3.39,17850,United Kingdom",
    "503,71053,MUG,1,2011-06-30 08:00:00,3.39,,United Kingdom",
    "504,71053,MUG,1,2011-06-30 08:00:00,0.0,17850,United Kingdom",
    "505,POST,POSTAGE,1,2011-06-30 08:00:00,18.0,17850,United Kingdom",
    "506,71053,MUG,-1,2011-06-30 08:00:00,3.39,17850,United Kingdom",
  );
  expect(data).toEqual({
    userCount: 2,
    itemCount: 2,
    users: Int32Array.of(0, 0, 1),
    items: Int32Array.of(0, 1, 0),
    baskets: Int32Array.of(0, 0, 1),
    times: Float64Array.of(
      Date.UTC(2011, 5, 30, 23, 59),
      Date.UTC(2011, 5, 30, 23, 59),
      Date.UTC(2011, 6, 1),
    ),
  });
  // What an article is called and costs is taken from before the split.
  expect(content.map(({ title, priceMinor }) => [title, priceMinor])).toEqual([
    ["LANTERN, RED", 255],
    ["MUG", 339],
  ]);
});

describe("a malformed file is refused with its name, the line and what was expected", () => {
  const GOOD = "500,71053,MUG,1,2011-06-30 08:00:00,3.39,17850,United Kingdom";
  it.each([
    [[GOOD, "501,71053,MUG"], /shop\.csv, line 3: expected 7 columns, found 3/],
    [[GOOD.replace(",1,", ",one,")], /line 2: expected as Quantity a number, found "one"/],
    [[GOOD.replace("3.39", "")], /line 2: expected as UnitPrice a number, found ""/],
    [
      [GOOD.replace("2011-06-30", "30/06/2011")],
      /line 2: expected as InvoiceDate a time such as .*, found "30\/06\/2011/,
    ],
    [[GOOD.replace("MUG", '"MUG')], /line 2: expected every quotation mark of a row to be closed/],
  ])("%j", async (rows, message) => {
    await expect(shopOf(...rows)).rejects.toThrow(message);
  });

  it("also one with other columns", async () => {
    await expect(readShop(write("other.csv", "a,b\n1,2\n"))).rejects.toThrow(
      /other\.csv, line 1: expected the columns InvoiceNo, StockCode, Description/,
    );
  });
});
