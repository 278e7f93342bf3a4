import { Drop } from "liquidjs";

interface PageLink {
  title: string;
  url: string;
  is_link: boolean;
}

/** Liquid's `paginate` object. */
export interface Paginate {
  current_page: number;
  current_offset: number;
  items: number;
  page_size: number;
  pages: number;
  previous: PageLink | null;
  next: PageLink | null;
  parts: PageLink[];
}

/** Shopify shows at most this many items a page, and 50 where nothing paginates. */
const DEFAULT_PAGE_SIZE = 50;

/** An object with lists that `{% paginate %}` can cut into pages. */
export abstract class PageableDrop extends Drop {
  #open: { list: string; offset: number; size: number } | null = null;

  /** How long the whole list behind a property is. */
  protected abstract sizeOf(list: string): number;

  /** Items of that list. */
  protected abstract part(list: string, from: number, to: number): unknown[];

  /** Address of a page of this object, with the other parameters kept. */
  protected abstract pageUrl(page: number): string;

  /** What a property of a list shows now: the open page, else the first items. */
  protected visible(list: string): unknown[] {
    const open = this.#open?.list === list ? this.#open : { offset: 0, size: DEFAULT_PAGE_SIZE };
    return this.part(list, open.offset, open.offset + open.size);
  }

  /** Opens a page (numbered from 1; numbers beyond the end show the last page). */
  openPage(list: string, wanted: number, size: number): Paginate {
    const items = this.sizeOf(list);
    const pages = Math.max(1, Math.ceil(items / size));
    const current = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages);
    this.#open = { list, offset: (current - 1) * size, size };
    const link = (page: number, title = String(page)): PageLink => ({
      title,
      url: this.pageUrl(page),
      is_link: page !== current,
    });
    return {
      current_page: current,
      current_offset: this.#open.offset,
      items,
      page_size: size,
      pages,
      previous: current > 1 ? link(current - 1) : null,
      next: current < pages ? link(current + 1) : null,
      parts: shownPages(current, pages).map((page) =>
        page === null ? { title: "…", url: "", is_link: false } : link(page),
      ),
    };
  }

  closePage(): void {
    this.#open = null;
  }
}

/** First, last and the neighbours of the current page; null stands for a gap. */
function shownPages(current: number, pages: number): (number | null)[] {
  const shown = [1, current - 1, current, current + 1, pages].filter((page) => page >= 1 && page <= pages);
  const unique = [...new Set(shown)].toSorted((a, b) => a - b);
  return unique.flatMap((page, index) => {
    const before = unique[index - 1];
    return before !== undefined && page - before > 1 ? [null, page] : [page];
  });
}
