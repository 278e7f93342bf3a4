/** What resolvers of the Storefront API get. */
import type { GraphQLResolveInfo } from "graphql";
import type { Arguments } from "#simulator/admin-api/context.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import type { ShopCommands } from "#simulator/state/commands.ts";
import type { CommandEnvironment } from "#simulator/state/environment.ts";
import { convert, translated } from "#simulator/state/markets.ts";
import type { Hundredths, Market, ShopState } from "#simulator/state/model.ts";
import { decimalAmount } from "#simulator/money.ts";

/** Who asks: nobody in particular, or a token with its scopes. */
export type StorefrontAccess = { kind: "tokenless" } | { kind: "token"; scopes: readonly string[] };

export interface StorefrontContext {
  shop: ShopState;
  app: AppUnderTest;
  commands: ShopCommands;
  environment: CommandEnvironment;
  access: StorefrontAccess;
  /** From `@inContext(country:)`, else the shop's own. */
  market: Market;
  /** From `@inContext(language:)`, else the shop's primary one: `de`. */
  locale: string;
  now: Date;
  /** Connections of the Admin API read it; here there are no bulk operations. */
  bulkWindow: null;
}

/** The fields of one GraphQL type. `never` lets every model name the type of its own source. */
export type StorefrontModel = Record<
  string,
  (source: never, args: Arguments, context: StorefrontContext, info: GraphQLResolveInfo) => unknown
>;

/** An amount of the shop's currency as the shopper's country sees it. */
export const price = (context: Pick<StorefrontContext, "market">, amount: Hundredths) =>
  priceIn(context.market, amount);

export const priceIn = (market: Pick<Market, "currency" | "rate">, amount: Hundredths) => ({
  amount: decimalAmount(convert(amount, market)),
  currencyCode: market.currency,
});

/** A text of a record in the request's language. */
export const text = (context: StorefrontContext, gid: string, key: string, original: string): string =>
  translated(context.shop, { gid, locale: context.locale, key, original });

/** Reads as the storefront's pages do: for search and recommendations. */
export const readerOf = (context: StorefrontContext) => ({
  shop: context.shop,
  appId: null,
  market: context.market,
  locale: context.locale,
  now: context.now,
});
