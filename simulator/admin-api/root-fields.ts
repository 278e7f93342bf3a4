/** What root fields of the Admin API are made from. */
import type { ApiContext, Arguments } from "./context.ts";
import { readId } from "./ids.ts";
import { findNode } from "./nodes.ts";
import { compileSearch, type SearchFields } from "./search.ts";

/** The records that the `query` argument finds. */
export function search<T>(items: Iterable<T>, args: Arguments, fields: SearchFields<T>): T[] {
  return [...items].filter(compileSearch(args["query"], fields));
}

/** A root field that reads one record of a type by its global id. */
export const byId =
  (type: string) =>
  (_root: unknown, args: Arguments, context: ApiContext): object | null =>
    readId(args["id"]).type === type ? findNode(context, String(args["id"])) : null;
