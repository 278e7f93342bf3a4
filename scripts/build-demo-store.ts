/**
 * Picks the part of UCI "Online Retail" that the demo store carries and writes it to
 * `simulator/data/online-retail.csv.gz`. Run it only to change the selection; the result is committed.
 *
 *   DATA_DIR=<folder with online-retail/> node scripts/build-demo-store.ts
 *
 * The selection is deterministic: customers are ordered by a hash of their id, so nothing depends on chance.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { formatCsv, parseCsv } from "#simulator/data/csv.ts";
import { DATA_COLUMNS, isSellable } from "#simulator/data/source-rows.ts";

interface SourceRow {
  invoice: string;
  stockCode: string;
  description: string;
  quantity: number;
  date: string;
  unitPrice: number;
  customerId: string;
  country: string;
}

/** How many customers to take by their number of invoices, so that one-time buyers and regulars both show. */
const CUSTOMERS_BY_INVOICES = [
  { from: 1, to: 1, count: 119 },
  { from: 2, to: 4, count: 178 },
  { from: 5, to: 9, count: 125 },
  { from: 10, to: 19, count: 60 },
  { from: 20, to: 60, count: 18 },
];
const SHARE_OUTSIDE_UK = 0.16;
const GUEST_ORDERS = 100;
const GUEST_ORDER_MAX_LINES = 25;
const PRODUCTS = 1200;
/** Bulk buyers of thousands of one thing make a gift shop's order list unreadable. */
const LARGEST_QUANTITY = 1000;

const source = path.join(process.env["DATA_DIR"] ?? "data", "online-retail", "until-2011-09.csv.gz");
if (!existsSync(source)) {
  console.error(
    `Not found: ${source}\nSet DATA_DIR to a folder that contains online-retail/until-2011-09.csv.gz: the rows of UCI "Online Retail"` +
      " (https://doi.org/10.24432/C5BW33) until September 2011 as gzipped CSV.",
  );
  process.exit(1);
}

const rows = readSource(source);
const products = pickProducts(rows);
const candidates = rows.filter((row) => products.has(row.stockCode));
const customers = pickCustomers(candidates);
const guests = pickGuestInvoices(candidates);
const kept = candidates.filter((row) =>
  row.customerId ? customers.has(row.customerId) : guests.has(row.invoice),
);
const target = path.join(import.meta.dirname, "../simulator/data/online-retail.csv.gz");
writeFileSync(target, gzipSync(toCsv(kept, products), { level: constants.Z_BEST_COMPRESSION }));
const orders = new Set(kept.filter((row) => !row.invoice.startsWith("C")).map((row) => row.invoice)).size;
console.log(
  `${customers.size} customers, ${orders} orders, ${products.size} products, ${kept.length} lines, ` +
    `${statSync(target).size} bytes → ${path.relative(process.cwd(), target)}`,
);

function readSource(file: string): SourceRow[] {
  const text = gunzipSync(readFileSync(file)).toString("utf8");
  return parseCsv(text)
    .slice(1)
    .map((cells) => ({
      invoice: cells[0] ?? "",
      stockCode: (cells[1] ?? "").toUpperCase(),
      description: (cells[2] ?? "").replace(/\s+/g, " ").trim(),
      quantity: Number(cells[3]),
      date: (cells[4] ?? "").slice(0, 16),
      unitPrice: Number(cells[5]),
      customerId: (cells[6] ?? "").replace(/\.0$/, ""),
      country: cells[7] ?? "",
    }))
    .filter(isSellable);
}

/** Stable pseudo-random order of ids. */
function byHash(a: string, b: string): number {
  const hash = (id: string) => createHash("sha256").update(id).digest("hex");
  return hash(a) < hash(b) ? -1 : 1;
}

function pickCustomers(all: SourceRow[]): Set<string> {
  const invoices = new Map<string, Set<string>>();
  const country = new Map<string, string>();
  const bulk = new Set<string>();
  for (const row of all) {
    if (!row.customerId || row.invoice.startsWith("C")) continue;
    if (Math.abs(row.quantity) > LARGEST_QUANTITY) bulk.add(row.customerId);
    country.set(row.customerId, row.country);
    const known = invoices.get(row.customerId);
    if (known) known.add(row.invoice);
    else invoices.set(row.customerId, new Set([row.invoice]));
  }
  const picked = new Set<string>();
  for (const band of CUSTOMERS_BY_INVOICES) {
    const inBand = [...invoices]
      .filter(([id, set]) => set.size >= band.from && set.size <= band.to && !bulk.has(id))
      .map(([id]) => id)
      .toSorted(byHash);
    const outside = inBand.filter((id) => country.get(id) !== "United Kingdom");
    const abroad = outside.slice(0, Math.round(band.count * SHARE_OUTSIDE_UK));
    const home = inBand.filter((id) => country.get(id) === "United Kingdom");
    for (const id of [...abroad, ...home.slice(0, band.count - abroad.length)]) picked.add(id);
  }
  return picked;
}

/** Orders of nobody known: till sales and the like. Some of them, spread over the whole period. */
function pickGuestInvoices(all: SourceRow[]): Set<string> {
  const lines = new Map<string, number>();
  for (const row of all) {
    if (row.customerId || row.invoice.startsWith("C")) continue;
    lines.set(row.invoice, (lines.get(row.invoice) ?? 0) + 1);
  }
  const small = [...lines].filter(([, count]) => count <= GUEST_ORDER_MAX_LINES).map(([invoice]) => invoice);
  return new Set(small.toSorted(byHash).slice(0, GUEST_ORDERS));
}

/** The products of most order lines, with their most frequent description. */
function pickProducts(all: SourceRow[]): Map<string, string> {
  const descriptions = new Map<string, Map<string, number>>();
  for (const row of all) {
    if (row.quantity <= 0 || !row.description) continue;
    const counts = descriptions.get(row.stockCode) ?? new Map<string, number>();
    counts.set(row.description, (counts.get(row.description) ?? 0) + 1);
    descriptions.set(row.stockCode, counts);
  }
  const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return new Map(
    [...descriptions]
      .toSorted(([codeA, a], [codeB, b]) => total(b) - total(a) || codeA.localeCompare(codeB))
      .slice(0, PRODUCTS)
      .map(([code, counts]) => [code, [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? code]),
  );
}

/** One line per row in the order of the source; what repeats (see ATTRIBUTION.md) is left empty. */
function toCsv(kept: SourceRow[], descriptions: Map<string, string>): string {
  const described = new Set<string>();
  let invoice = "";
  const lines = kept.map((row) => {
    const first = row.invoice !== invoice;
    invoice = row.invoice;
    const description = described.has(row.stockCode) ? "" : (descriptions.get(row.stockCode) ?? "");
    described.add(row.stockCode);
    return [
      first ? row.invoice : "",
      row.stockCode,
      description,
      String(row.quantity),
      first ? row.date : "",
      String(row.unitPrice),
      first ? row.customerId : "",
      first ? row.country : "",
    ];
  });
  return formatCsv([[...DATA_COLUMNS], ...lines]);
}
