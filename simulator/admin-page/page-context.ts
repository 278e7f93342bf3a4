/** What every page of the admin is made from. */
import type { Control } from "#simulator/control/control.ts";
import { formatMoney } from "#simulator/money.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { Hundredths } from "#simulator/state/model.ts";

export interface PageContext {
  runtime: ShopRuntime;
  control: Control;
  url: URL;
  /** `/store/<handle>`. */
  base: string;
  /** What a form sent; empty on GET. */
  form: URLSearchParams;
}

export const storeHandle = (domain: string): string => domain.replace(/\.myshopify\.com$/, "");

export const amountText = (context: PageContext, amount: Hundredths): string =>
  formatMoney(amount, context.runtime.shop.currency);

/** A time in the shop's zone, for people. */
export function timeText(context: PageContext, date: Date): string {
  return date.toLocaleString("en-GB", {
    timeZone: context.runtime.shop.ianaTimezone,
    dateStyle: "medium",
    timeStyle: "short",
  });
}

export const PAGE_SIZE = 50;

/** One page of a list and where it stands. */
export interface PageOfList<T> {
  items: T[];
  page: number;
  pages: number;
  total: number;
}

export function pageOf<T>(all: T[], url: URL): PageOfList<T> {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const wanted = Number(url.searchParams.get("page") ?? 1);
  const page = Math.min(pages, Math.max(1, Number.isInteger(wanted) ? wanted : 1));
  return { items: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), page, pages, total: all.length };
}
