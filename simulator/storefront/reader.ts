/** Through whose eyes Liquid objects see the store: theme or extension, country, language, time. */
import { convert, rootPath, translated } from "#simulator/state/markets.ts";
import type { Hundredths, Market, ShopState } from "#simulator/state/model.ts";
import type { MetafieldReader } from "./liquid/metafields.ts";

export interface Reader extends MetafieldReader {
  market: Market;
  /** Language of the page. */
  locale: string;
  now: Date;
}

/** Money as Liquid counts it: hundredths, in the currency of the shopper's country. */
export const present = (reader: Pick<Reader, "market">, amount: Hundredths): number =>
  Number(convert(amount, reader.market));

/** A path of the store in the page's language. */
export const localPath = (reader: { shop: ShopState; locale: string }, path: string): string =>
  rootPath(reader.shop, reader.locale) + path || "/";

/** A text of a record in the page's language: `textOf(reader, "gid://shopify/Product/7", "title", "Mug")`. */
export const textOf = (reader: Reader, gid: string, key: string, original: string): string =>
  translated(reader.shop, { gid, locale: reader.locale, key, original });

/** Money of a past order: it keeps the currency it was paid in, whatever the page's. */
export class PaidMoney extends Number {
  currency: string;

  constructor(amount: Hundredths, presentment: { currency: string; rate: number }) {
    super(Number(convert(amount, presentment)));
    this.currency = presentment.currency;
  }

  toJSON(): number {
    return this.valueOf();
  }
}
