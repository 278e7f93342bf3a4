import { describe, expect, it } from "vitest";
import { foldHeading, guessMapping, missingFields } from "./import-kinds.ts";
import { explained, MAX_ROWS_EXPLAINED, readRow } from "./import-rows.ts";
import { readCountry, readDecimal, readInstant, readLanguage, readPoints, readTags } from "./read-cells.ts";

const ISO = { dayOrder: null } as const;
const iso = (text: string, dayOrder: "day_first" | "month_first" | null = null) => {
  const read = readInstant(text, { dayOrder });
  return read.ok ? read.value.toISOString() : read.expected;
};

describe("cells", () => {
  it.each([
    ["250", 250n],
    ["1,250", 1250n],
    ["1 250", 1250n],
    ["1250.00", 1250n],
    ["-5", -5n],
    ["12.5", null],
    ["1,25", null],
    ["9".repeat(16), null],
    ["=1+1", null],
    ["ten", null],
  ])("points %j are %s", (cell, points) => {
    const read = readPoints(cell);
    expect(read.ok ? read.value : null).toBe(points);
  });

  it.each([
    ["12.30", "12.30"],
    ["£1,234.50", "1234.50"],
    ["1.234,50 €", "1234.50"],
    ["12,5", "12.5"],
    ["1,234", "1234"],
    ["1000", "1000"],
    ["free", null],
    ["1.2.3", null],
  ])("the amount %j is %s", (cell, amount) => {
    const read = readDecimal(cell);
    expect(read.ok ? read.value : null).toBe(amount);
  });

  it.each([
    ["2026-03-31", "2026-03-31T00:00:00.000Z"],
    ["2026-03-31 10:05", "2026-03-31T10:05:00.000Z"],
    ["2026-03-31T10:05:00+02:00", "2026-03-31T08:05:00.000Z"],
    ["31/03/2026", "2026-03-31T00:00:00.000Z"],
    ["03/31/2026", "2026-03-31T00:00:00.000Z"],
    ["31/02/2026", "a day that exists"],
    ["2026-13-01", "a day that exists"],
    ["soon", "a day such as 2026-03-31"],
  ])("the day %j is %s", (cell, expected) => {
    expect(iso(cell)).toBe(expected);
  });

  it.each([
    [readCountry, "gb", "GB"],
    [readCountry, "UK", "GB"],
    [readCountry, "Côte d’Ivoire", "CI"],
    [readCountry, "Trinidad & Tobago", "TT"],
    [readCountry, "Narnia", null],
    [readCountry, "ZZ", null],
    [readCountry, "DD", null],
    [readLanguage, "en_gb", "en-GB"],
    [readLanguage, "PT-br", "pt-BR"],
    [readLanguage, "english", null],
    [readLanguage, "x-1", null],
    [readTags, "vip; wholesale ,vip", "vip\nwholesale"],
    [readTags, "t".repeat(300), null],
  ])("%o reads %j as %j", (reader, cell, expected) => {
    const read = reader(cell);
    expect(read.ok ? read.value : null).toBe(expected);
  });

  it("a day that can be read two ways asks for the order", () => {
    expect(iso("03/04/2026")).toContain("order of day and month");
    expect(iso("03/04/2026", "day_first")).toBe("2026-04-03T00:00:00.000Z");
    expect(iso("03/04/2026", "month_first")).toBe("2026-03-04T00:00:00.000Z");
  });
});

describe("headings", () => {
  it.each([
    ["E-mail Address", "e_mail_address"],
    [" Points Balance ", "points_balance"],
    ["Crédits", "credits"],
  ])("%j is %s", (heading, folded) => {
    expect(foldHeading(heading)).toBe(folded);
  });

  it("of other programmes are recognised, each column once", () => {
    expect(guessMapping("points", ["Email", "Points Balance", "Expiry Date"]).columns).toEqual({
      customer_id: null,
      email: "Email",
      phone: null,
      points: "Points Balance",
      earned_at: null,
      expires_at: "Expiry Date",
      reference: null,
    });
    expect(
      guessMapping("orders", ["Order ID", "Customer Email", "Date", "Grand Total"]).columns,
    ).toMatchObject({
      number: "Order ID",
      email: "Customer Email",
      ordered_at: "Date",
      total: "Grand Total",
    });
  });

  it("of Shopify's and WooCommerce's exports of orders are recognised", () => {
    const shopify =
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Billing City,Shipping Street,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Refunded Amount,Id,Tags";
    expect(guessMapping("orders", shopify.split(",")).columns).toMatchObject({
      customer_id: null,
      email: "Email",
      number: "Name",
      ordered_at: "Created at",
      currency: "Currency",
      total: "Total",
      subtotal: "Subtotal",
      refunded: "Refunded Amount",
      product: "Lineitem name",
      sku: "Lineitem sku",
      quantity: "Lineitem quantity",
      unit_price: "Lineitem price",
      line_discount: "Lineitem discount",
      order_discount: "Discount Amount",
      tax: "Taxes",
      shipping: "Shipping",
      financial_status: "Financial Status",
      fulfillment_status: "Fulfillment Status",
      address1: "Shipping Street",
      city: "Shipping City",
      region: "Shipping Province",
      postcode: "Shipping Zip",
      country: "Shipping Country",
    });
    const woo =
      "order_id,billing_email,date_created,status,order_total,cart_discount,order_tax,shipping_total,billing_address_1,billing_city,billing_postcode,billing_country,item_name,item_sku,item_quantity,item_price";
    expect(guessMapping("orders", woo.split(",")).columns).toMatchObject({
      number: "order_id",
      email: "billing_email",
      ordered_at: "date_created",
      financial_status: "status",
      total: "order_total",
      order_discount: "cart_discount",
      tax: "order_tax",
      shipping: "shipping_total",
      address1: "billing_address_1",
      country: "billing_country",
      product: "item_name",
      sku: "item_sku",
      quantity: "item_quantity",
      unit_price: "item_price",
    });
  });

  it("that are missing are named", () => {
    expect(missingFields("points", guessMapping("points", ["Name", "Balance"]))).toEqual(["person"]);
    expect(missingFields("points", guessMapping("points", ["Email"]))).toEqual(["points"]);
  });
});

describe("a row", () => {
  const mapping = { ...guessMapping("points", ["email", "points", "expires_at"]), ...ISO };
  const read = (cells: Record<string, string>) => readRow("points", mapping, 7, cells);

  it("says what it says", () => {
    expect(read({ email: "a@example.com", points: "50", expires_at: "2027-01-01" })).toMatchObject({
      row: { line: 7, person: { email: "a@example.com" }, values: { points: 50n } },
      errors: [],
    });
  });

  it.each([
    [{ email: "", points: "50" }, [["person", "names nobody"]]],
    [{ email: "nobody", points: "50" }, [["email", "expected an e-mail address"]]],
    [{ email: "a@example.com", points: "many" }, [["points", 'such as 250, got "many"']]],
    [{ email: "a@example.com", points: "" }, [["points", "is empty"]]],
    [{ email: "a@example.com", points: "5\u0000" }, [["points", "expected a whole number"]]],
    [{ email: "a@example.com", points: "5", expires_at: "never" }, [["expires_at", "expected a day"]]],
  ])("%j is told what is wrong, by field", (cells, expected) => {
    const { errors } = read(cells as Record<string, string>);
    expect(errors.map(({ line, field }) => [line, field])).toEqual(expected.map(([name]) => [7, name]));
    for (const [at, [, message]] of expected.entries()) expect(errors[at]!.message).toContain(message);
  });

  it.each([
    { email: "Quill", points: "5" },
    { email: "", points: "Quill Example" },
    { points: "quill@example" },
  ])("%j is not quoted: messages are kept in the clear", (cells) => {
    expect(JSON.stringify(read(cells as Record<string, string>).errors)).not.toMatch(/quill/i);
  });
});

it.each([
  [0, 4],
  [MAX_ROWS_EXPLAINED - 2, 3],
  [MAX_ROWS_EXPLAINED - 1, 2],
  [MAX_ROWS_EXPLAINED + 9, 0],
])("after %i rows with problems %i errors are kept, all those of a row or none", (failedBefore, kept) => {
  const error = (line: number, field: string) => ({ line, field, message: "is empty" });
  const errors = [error(2, "email"), error(2, "points"), error(3, "email"), error(9, "email")];
  expect(explained(errors, failedBefore)).toEqual(errors.slice(0, kept));
});
