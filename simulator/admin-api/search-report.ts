/**
 * What Shopify tells about searches in `extensions.search`: how it read a query, and which fields it did not know. A term
 * with such a field is left out of the search, so that it finds more than was meant; only the warning says so.
 */
import type { GraphQLArgument, GraphQLResolveInfo } from "graphql";
import type { ApiContext } from "./context.ts";
import {
  changeTerms,
  parseSearch,
  printSearch,
  type SearchNode,
  type SearchTerm,
  searchTerms,
} from "./search-syntax.ts";

export interface SearchReport {
  path: (string | number)[];
  query: string;
  parsed: object;
  warnings: { field: string; message: string; code: "invalid_field" }[];
}

const ROW = /^\| ([\w.]+) \| (?!type \|)/gm;

const known = new WeakMap<GraphQLArgument, Set<string> | null>();

/** The fields that can be searched, from the table in the argument's description; null when it is no such argument. */
export function documentedFields(argument: GraphQLArgument): Set<string> | null {
  const found = known.get(argument);
  if (found !== undefined) return found;
  const description = argument.description ?? "";
  const isSearch = /made up of terms, connectives|No supported search fields/.test(description);
  const fields = isSearch ? new Set([...description.matchAll(ROW)].map((match) => match[1]!)) : null;
  known.set(argument, fields);
  return fields;
}

const RANGES: Record<string, string> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };

function parsedTerm({ field, comparator, value, isPhrase, isPrefix }: SearchTerm): object {
  const about = field === null ? {} : { field };
  if (isPrefix && value === "") return { ...about, exists: true };
  if (comparator !== "") return { ...about, range: { [RANGES[comparator]!]: value } };
  if (isPrefix) return { ...about, match_prefix: value };
  return { ...about, [isPhrase ? "match_phrase" : "match_all"]: value };
}

function parsedNode(node: SearchNode): object {
  if (node.kind === "term") return parsedTerm(node);
  if (node.kind === "not") return { not: parsedNode(node.part) };
  return { [node.kind]: node.parts.map(parsedNode) };
}

interface Reports {
  /** Also searches without a warning are told of. */
  all: boolean;
  entries: SearchReport[];
}

const reports = new WeakMap<ApiContext, Reports>();

/** Collects the reports of one request; without it nothing is kept. */
export function startReports(context: ApiContext, options: { all: boolean }): void {
  reports.set(context, { all: options.all, entries: [] });
}

/** What `extensions.search` holds; empty when there is nothing to tell. */
export const searchReports = (context: ApiContext): SearchReport[] => reports.get(context)?.entries ?? [];

function responsePath(info: GraphQLResolveInfo): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let path: GraphQLResolveInfo["path"] | undefined = info.path; path; path = path.prev)
    keys.push(path.key);
  return keys.toReversed();
}

const isKnown = (fields: Set<string>, { field }: SearchTerm): boolean =>
  field === null || fields.has(field) || field.startsWith("metafields.");

/**
 * The query as a model gets it: without terms that Shopify would leave out, and with `now` as the time of the simulator's
 * clock. Terms that were left out are reported.
 */
export function prepareSearch(
  query: string,
  fields: Set<string>,
  context: ApiContext,
  info: GraphQLResolveInfo,
): string {
  const node = parseSearch(query);
  const terms = searchTerms(node);
  const unknown = terms.filter((term) => !isKnown(fields, term));
  const collected = reports.get(context);
  if (node && collected && (collected.all || unknown.length > 0)) {
    collected.entries.push({
      path: responsePath(info),
      query,
      parsed: parsedNode(node),
      warnings: unknown.map(({ field }) => ({
        field: field!,
        message: "Invalid search field for this query.",
        code: "invalid_field",
      })),
    });
  }
  const isNow = (term: SearchTerm): boolean => term.field !== null && !term.isPhrase && term.value === "now";
  if (unknown.length === 0 && !terms.some(isNow)) return query;
  const now = context.clock().toISOString();
  return printSearch(
    changeTerms(node, (term) => {
      if (!isKnown(fields, term)) return null;
      return isNow(term) ? { ...term, value: now, isPhrase: true } : term;
    }),
  );
}
