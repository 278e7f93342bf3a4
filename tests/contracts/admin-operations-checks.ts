/** Checks on what we ask of the Admin API. Each returns its complaints; none means it passed. */
import { readFileSync } from "node:fs";
import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLError,
  type GraphQLSchema,
  isListType,
  isObjectType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { globSync } from "tinyglobby";
import {
  COLLECTIONS_BULK_QUERY,
  PRODUCTS_BULK_QUERY,
  STOCK_BULK_QUERY,
} from "#app/features/catalogue/domain/bulk-queries.ts";
import { CUSTOMERS_BULK_QUERY } from "#app/features/customers/domain/customer-bulk.ts";
import { ORDERS_BULK_QUERY } from "#app/features/orders/domain/bulk-query.ts";
import type { ScopeRule } from "./admin-operations-sources.ts";
import type { ScopeNeed } from "./toml-routes-checks.ts";

/** Where an operation stands → its text. */
export type Documents = Record<string, string>;

/** The queries that Shopify runs in bulk. */
export const BULK_QUERIES: Documents = {
  "the bulk query of customers": CUSTOMERS_BULK_QUERY,
  "the bulk query of orders": ORDERS_BULK_QUERY,
  "the bulk query of products": PRODUCTS_BULK_QUERY,
  "the bulk query of stock": STOCK_BULK_QUERY,
  "the bulk query of collections": COLLECTIONS_BULK_QUERY,
};

/** Everything the app asks of the Admin API. */
export function adminDocuments(): Documents {
  const files = globSync("app/platform/shopify-admin/operations/*.graphql").toSorted();
  return { ...Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")])), ...BULK_QUERIES };
}

/** Every document is valid against the schema and uses nothing that is deprecated. */
export function documentFaults(schema: GraphQLSchema, documents: Documents): string[] {
  return Object.entries(documents).flatMap(([where, text]) => {
    try {
      const faults = validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]);
      return faults
        .filter((fault) => !lacksSuccessor(schema, fault.message))
        .map((fault) => `${where}: ${fault.message}`);
    } catch (error) {
      return [`${where}: ${(error as GraphQLError).message}`];
    }
  });
}

/** Shopify deprecated a few fields in favour of one that this version of its API does not have yet. */
function lacksSuccessor(schema: GraphQLSchema, message: string): boolean {
  const found = /^The field (\w+)\.\w+ is deprecated\. Use `(\w+)\.\w+` instead\.$/.exec(message);
  const type = found ? schema.getType(found[1]!) : undefined;
  return type !== undefined && isObjectType(type) && !Object.hasOwn(type.getFields(), found![2]!);
}

// Shopify's limits for bulk queries.
const MAX_CONNECTIONS = 5;
const MAX_CONNECTION_DEPTH = 2;

/** A bulk query keeps to Shopify's limits: connections in number and depth, none in a list, at least one. */
export function bulkQueryFaults(schema: GraphQLSchema, text: string): string[] {
  const faults: string[] = [];
  let connections = 0;
  /** The fields on the way to the current one that are connections or other lists. */
  const path: ("connection" | "list" | "other")[] = [];
  const types = new TypeInfo(schema);
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      OperationDefinition(node) {
        const top = node.selectionSet.selections.length;
        if (node.operation !== "query") faults.push("only queries run in bulk");
        if (top !== 1) faults.push(`${top} fields at the top, 1 is allowed`);
      },
      Field: {
        enter(node: FieldNode) {
          const type = types.getType();
          const isConnection = type ? getNamedType(type).name.endsWith("Connection") : false;
          const isWithinConnection =
            ["edges", "nodes"].includes(node.name.value) && path.at(-1) === "connection";
          const isList = type ? isListType(getNullableType(type)) : false;
          if (isConnection) {
            connections += 1;
            if (path.includes("list")) faults.push(`${node.name.value}: a connection within a list`);
            const depth = path.filter((kind) => kind === "connection").length + 1;
            if (depth > MAX_CONNECTION_DEPTH) faults.push(`${node.name.value}: ${depth} connections deep`);
          }
          path.push(isConnection ? "connection" : isList && !isWithinConnection ? "list" : "other");
        },
        leave() {
          path.pop();
        },
      },
    }),
  );
  if (connections === 0) faults.push("no connection");
  if (connections > MAX_CONNECTIONS)
    faults.push(`${connections} connections, ${MAX_CONNECTIONS} are allowed`);
  return faults;
}

/** The access scopes that the fields of these documents need, each need once. */
export function scopeNeedsOf(
  schema: GraphQLSchema,
  documents: Documents,
  rules: readonly ScopeRule[],
): ScopeNeed[] {
  const scopesOf = new Map(
    rules
      .filter((rule) => rule.offlineScopes.length > 0)
      .map((rule) => [
        rule.fieldName ? `${rule.typeName}.${rule.fieldName}` : rule.typeName,
        rule.offlineScopes,
      ]),
  );
  const needs = new Map<string, ScopeNeed>();
  for (const text of Object.values(documents)) {
    const types = new TypeInfo(schema);
    const note = (what: string) => {
      const anyOf = scopesOf.get(what);
      if (anyOf) needs.set(what, { what, anyOf });
    };
    visit(
      parse(text),
      visitWithTypeInfo(types, {
        Field(node) {
          note(`${types.getParentType()?.name}.${node.name.value}`);
          const type = types.getType();
          if (type) note(getNamedType(type).name);
        },
      }),
    );
  }
  return [...needs.values()];
}
