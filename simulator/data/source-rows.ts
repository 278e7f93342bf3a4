import { parseCsv } from "./csv.ts";

/** Columns of `online-retail.csv.gz`, named as in the source. */
export const DATA_COLUMNS = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country",
] as const;

/** One line of an invoice; the invoice number of a cancellation starts with C and its quantities are negative. */
export interface SourceLine {
  stockCode: string;
  quantity: number;
  /** In hundredths of a pound. */
  unitPrice: bigint;
}

export interface Invoice {
  number: string;
  cancels: boolean;
  date: Date;
  /** null for a sale to nobody known. */
  customerId: string | null;
  country: string;
  lines: SourceLine[];
}

/**
 * Whether a row of the source sells or takes back a product. Postage, manual entries, bank charges, samples, gift
 * vouchers and write-offs have codes that are not a product number, or no price.
 */
export function isSellable(row: {
  stockCode: string;
  unitPrice: number;
  quantity: number;
  invoice: string;
}): boolean {
  if (!/^\d{5}[A-Z]{0,2}$/.test(row.stockCode)) return false;
  if (!/^C?\d+$/.test(row.invoice)) return false;
  const cancels = row.invoice.startsWith("C");
  return (
    row.unitPrice >= 0.01 && Number.isInteger(row.quantity) && (cancels ? row.quantity < 0 : row.quantity > 0)
  );
}

/** Reads the committed selection: invoices in time order, and the description of each stock code. */
export function readInvoices(csv: string): { invoices: Invoice[]; descriptions: Map<string, string> } {
  const invoices: Invoice[] = [];
  const descriptions = new Map<string, string>();
  for (const cells of parseCsv(csv).slice(1)) {
    const [
      number = "",
      stockCode = "",
      description = "",
      quantity = "",
      date = "",
      price = "",
      customer = "",
    ] = cells;
    if (number) {
      invoices.push({
        number,
        cancels: number.startsWith("C"),
        date: new Date(`${date.replace(" ", "T")}:00Z`),
        customerId: customer || null,
        country: cells[7] ?? "",
        lines: [],
      });
    }
    if (description) descriptions.set(stockCode, description);
    invoices.at(-1)?.lines.push({
      stockCode,
      quantity: Number(quantity),
      unitPrice: BigInt(Math.round(Number(price) * 100)),
    });
  }
  return { invoices: invoices.toSorted((a, b) => a.date.getTime() - b.date.getTime()), descriptions };
}
