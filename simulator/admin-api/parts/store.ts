/** The shop with its languages, markets and themes in the Admin API; and records by their global id. */
import { GraphQLError } from "graphql";
import { connection } from "../connection.ts";
import type { ApiPart, TypeModel } from "../context.ts";
import { readId } from "../ids.ts";
import { findNode } from "../nodes.ts";
import {
  MAIN_THEME,
  marketModel,
  marketsOf,
  type PlacedMarket,
  shopLocaleModel,
  shopModel,
  themeModel,
} from "../objects/shop.ts";
import { byId, search } from "../root-fields.ts";
import type { SearchFields } from "../search.ts";

/** As of July 2026. */
const API_VERSIONS = [
  { handle: "2025-10", displayName: "2025-10", supported: true },
  { handle: "2026-01", displayName: "2026-01", supported: true },
  { handle: "2026-04", displayName: "2026-04", supported: true },
  { handle: "2026-07", displayName: "2026-07 (Latest)", supported: true },
  { handle: "2026-10", displayName: "2026-10 (Release candidate)", supported: false },
  { handle: "unstable", displayName: "unstable", supported: false },
];

const marketSearch: SearchFields<PlacedMarket> = {
  name: "markets",
  fields: {
    id: ({ id }) => id,
    name: ({ market }) => market.countryName,
    market_type: () => "REGION",
    status: () => "ACTIVE",
  },
  text: ({ market }) => [market.countryName],
};

const queries: TypeModel = {
  shop: (_root, _args, context) => context.shop,
  // All languages here are published.
  shopLocales: (_root, _args, context) => context.shop.locales,
  market: byId("Market"),
  markets: (_root, args, context, info) => {
    const { type } = args as { type?: string | null };
    return connection({
      items: type && type !== "REGION" ? [] : search(marketsOf(context.shop), args, marketSearch),
      args,
      context,
      info,
      idOf: ({ id }) => id,
      sortValue: ({ market }) => market.countryName,
    });
  },
  publicApiVersions: () => API_VERSIONS,
  theme: byId("OnlineStoreTheme"),
  themes: (_root, args, context, info) => {
    const { roles, names } = args as { roles?: string[] | null; names?: string[] | null };
    const wanted = (!roles || roles.includes(MAIN_THEME.role)) && (!names || names.includes(MAIN_THEME.name));
    return connection({ items: wanted ? [MAIN_THEME] : [], args, context, info, idOf: (theme) => theme.id });
  },
  node: (_root, args, context) => {
    readId(args["id"]);
    return findNode(context, String(args["id"]));
  },
  nodes: (_root, args, context) => {
    const ids = args["ids"] as string[];
    if (ids.length > 250) {
      throw new GraphQLError(
        `The input array size of ${ids.length} is greater than the maximum allowed of 250.`,
        { extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" } },
      );
    }
    return ids.map((id) => {
      readId(id);
      return findNode(context, id);
    });
  },
};

export const storePart: ApiPart = {
  queries,
  mutations: {},
  types: {
    Market: marketModel,
    OnlineStoreTheme: themeModel,
    Shop: shopModel,
    ShopLocale: shopLocaleModel,
  },
  nodes: {
    Market: ({ shop }, id) => marketsOf(shop).find((market) => market.id === id),
    Shop: ({ shop }, id) => (shop.id === id ? shop : null),
    OnlineStoreTheme: (_context, id) => (MAIN_THEME.id === id ? MAIN_THEME : null),
  },
};
