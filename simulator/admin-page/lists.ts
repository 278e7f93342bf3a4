/** Lists of records: tables, pages of them, the words for states. */
import { html, type Html, type Piece } from "./html.ts";
import type { PageContext } from "./page-context.ts";

const PAGE_SIZE = 50;

/** One page of a list and where it stands. */
export interface PageOfList<T> {
  items: T[];
  page: number;
  /** Whether there is another page. */
  hasMore: boolean;
  /** null = not counted: the list was only looked through as far as needed. */
  total: number | null;
}

function wantedPage(url: URL): number {
  const wanted = Number(url.searchParams.get("page") ?? 1);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : 1;
}

/** A page of records that are all at hand. */
export function pageOf<T>(all: readonly T[], url: URL): PageOfList<T> {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pages, wantedPage(url));
  return {
    items: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    page,
    hasMore: page < pages,
    total: all.length,
  };
}

/** A page of those of many ids whose record is wanted; looks no further than it must. */
export function pageOfMatching<T>(
  ids: readonly bigint[],
  find: (id: bigint) => T | undefined,
  isWanted: (record: T) => boolean,
  url: URL,
): PageOfList<T> {
  const page = wantedPage(url);
  const items: T[] = [];
  let passed = 0;
  for (const id of ids) {
    const record = find(id);
    if (record === undefined || !isWanted(record)) continue;
    passed += 1;
    if (passed > page * PAGE_SIZE) return { items, page, hasMore: true, total: null };
    if (passed > (page - 1) * PAGE_SIZE) items.push(record);
  }
  return { items, page, hasMore: false, total: passed };
}

/** Links to the pages before and after. */
export function pager(context: PageContext, { page, hasMore, total }: PageOfList<unknown>): Html | null {
  if (page === 1 && !hasMore) return null;
  const to = (number: number): string => {
    const url = new URL(context.url);
    url.searchParams.set("page", String(number));
    return url.pathname + url.search;
  };
  const of = total === null ? "" : ` of ${Math.max(page, Math.ceil(total / PAGE_SIZE))}`;
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 && html`<a class="button" href="${to(page - 1)}" rel="prev">Back</a>`}
    <span>Page ${page}${of}</span>
    ${hasMore && html`<a class="button" href="${to(page + 1)}" rel="next">Next</a>`}
  </nav>`;
}

export interface Column<T> {
  label: string;
  /** Amounts and counts stand on the right. */
  isNumber?: boolean;
  /** Stays on one line. */
  isShort?: boolean;
  /** Left out on narrow screens. */
  isMinor?: boolean;
  cell: (record: T) => Piece;
}

/** A table; on a phone each row becomes a small block, its first cell on top. */
export function table<T>(columns: Column<T>[], records: readonly T[], empty: string, caption: string): Html {
  if (records.length === 0) return html`<p class="empty">${empty}</p>`;
  const kind = ({ isNumber, isShort, isMinor }: Column<T>): string =>
    [isNumber && "number", isShort && "short", isMinor && "minor"].filter(Boolean).join(" ");
  return html`<table class="stack">
    <caption class="hidden">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${records.map(
        (record) =>
          html`<tr>
            ${columns.map(
              (column) =>
                html`<td class="${kind(column)}" data-label="${column.label}">${column.cell(record)}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Facts as pairs of word and value; empty values are left out. */
export function facts(pairs: [label: string, value: Html | string | number | null][]): Html {
  return html`<dl class="facts">
    ${pairs
      .filter(([, value]) => value !== null && value !== "")
      .map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}

export interface SearchOption {
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** A search field and choices above a list; works by its address. */
export function searchForm(
  context: PageContext,
  { label, placeholder, choices = [] }: { label?: string; placeholder?: string; choices?: SearchOption[] },
): Html {
  const chosen = (name: string): string => context.url.searchParams.get(name) ?? "";
  return html`<form class="search" role="search">
    ${
      label &&
      html`<input
        type="search"
        name="q"
        value="${chosen("q")}"
        aria-label="${label}"
        placeholder="${placeholder ?? label}"
      />`
    }
    ${choices.map(
      ({ name, label: choiceLabel, options }) =>
        html`<select name="${name}" aria-label="${choiceLabel}">
          ${options.map(
            (option) =>
              html`<option value="${option.value}" ${option.value === chosen(name) && html`selected`}>
                ${option.label}
              </option>`,
          )}
        </select>`,
    )}
    <button class="button">${label ? "Search" : "Show"}</button>
  </form>`;
}

const TONES: Record<string, string> = {
  PAID: "good",
  FULFILLED: "good",
  SUCCESS: "good",
  ENABLED: "good",
  SUBSCRIBED: "good",
  delivered: "good",
  ACTIVE: "good",
  COMPLETED: "good",
  PENDING: "open",
  AUTHORIZED: "open",
  PARTIALLY_PAID: "open",
  PARTIALLY_FULFILLED: "open",
  INVITED: "open",
  REQUESTED: "open",
  OPEN: "open",
  waiting: "open",
  held: "open",
  sending: "open",
  SCHEDULED: "open",
  DRAFT: "open",
  error: "bad",
  warning: "open",
  failed: "bad",
  lost: "bad",
  undeliverable: "bad",
  CANCELLED: "bad",
  DECLINED: "bad",
  FROZEN: "bad",
};

export const words = (state: string): string => state.toLowerCase().replaceAll("_", " ");

/** A word for a state, with a colour. */
export function badge(state: string): Html {
  return html`<span class="badge ${TONES[state] ?? ""}">${words(state)}</span>`;
}
