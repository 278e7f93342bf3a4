/** The demo store: a part of UCI Online Retail (see ATTRIBUTION.md) as the simulator's records. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { StartingData } from "#simulator/state/create-shop.ts";
import type { Customer } from "#simulator/state/model.ts";
import { buildCatalogue } from "./catalogue.ts";
import { buildCustomers } from "./customers.ts";
import { DEMO_LOCALES, DEMO_MARKETS } from "./markets.ts";
import { buildOrders } from "./orders.ts";
import { chooseRecommendations } from "./recommendations.ts";
import { readInvoices } from "./source-rows.ts";
import type { Invoice } from "./source-rows.ts";
import { germanTexts } from "./translations.ts";

/** Everything a store starts with. Ids are assigned; an allocator continues after the largest. */
export type StoreSeed = StartingData;

export interface LoadOptions {
  /** The day (UTC) of the last order or cancellation. */
  endsOn: Date;
  /** Keep only this many customers, and the same share of the sales to nobody known. */
  limitCustomers?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Loads the demo store: ten months of orders and refunds whose last day is `endsOn`. Distances between events and
 * the time of day stay as in the source. The same options always give the same store.
 */
export function loadOnlineRetail(options: LoadOptions): StoreSeed {
  const file = path.join(import.meta.dirname, "online-retail.csv.gz");
  const source = readInvoices(gunzipSync(readFileSync(file)).toString("utf8"));
  const dated = moveTo(options.endsOn, source.invoices);
  const invoices = limit(dated, options.limitCustomers);
  const { products, collections } = buildCatalogue(dated, source.descriptions);
  const customers = customersOf(invoices, buildCustomers(dated));
  const orders = buildOrders(invoices, products, customers, options.endsOn);
  return {
    shop: {
      name: "Marigold & Moss",
      email: "hello@example.com",
      currency: "GBP",
      ianaTimezone: "Europe/London",
      countryCode: "GB",
    },
    products,
    collections,
    customers: [...customers.values()],
    orders,
    recommendations: chooseRecommendations(products),
    markets: DEMO_MARKETS,
    locales: DEMO_LOCALES,
    translations: germanTexts(products, collections),
  };
}

function moveTo(endsOn: Date, invoices: Invoice[]): Invoice[] {
  const day = (time: number) => Math.floor(time / DAY_MS);
  const last = invoices.at(-1);
  if (!last) return [];
  const shiftMs = (day(endsOn.getTime()) - day(last.date.getTime())) * DAY_MS;
  return invoices.map((invoice) => ({ ...invoice, date: new Date(invoice.date.getTime() + shiftMs) }));
}

/** The first customers by a fixed shuffle of their numbers, so that a small store is as mixed as the whole. */
function limit(invoices: Invoice[], customers: number | undefined): Invoice[] {
  const ids = [...new Set(invoices.flatMap((invoice) => invoice.customerId ?? []))];
  if (customers === undefined || customers >= ids.length) return invoices;
  const shuffled = ids.toSorted((a, b) => shuffleKey(a) - shuffleKey(b) || a.localeCompare(b));
  const kept = new Set(shuffled.slice(0, customers));
  let guests = 0;
  return invoices.filter((invoice) => {
    if (invoice.customerId !== null) return kept.has(invoice.customerId);
    guests += 1;
    return (
      Math.floor((guests * customers) / ids.length) > Math.floor(((guests - 1) * customers) / ids.length)
    );
  });
}

function customersOf(invoices: Invoice[], all: Map<string, Customer>): Map<string, Customer> {
  const ids = new Set(invoices.map((invoice) => invoice.customerId));
  return new Map([...all].filter(([id]) => ids.has(id)));
}

function shuffleKey(id: string): number {
  return (Number(id) * 7919) % 10007;
}
