/** From the body of a GraphQL request to an operation that may run: read, parsed, validated. */
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { syntaxError, validationError } from "./endpoint-errors.ts";

export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Reads the body of a request; null when it is not a GraphQL request. */
export function readGraphqlRequest(body: string): GraphqlRequest | null {
  try {
    const value = JSON.parse(body) as Partial<GraphqlRequest> | null;
    return typeof value?.query === "string" ? (value as GraphqlRequest) : null;
  } catch {
    return null;
  }
}

/** `errors` are in the form of the answer. */
export type Prepared =
  { ok: true; document: DocumentNode; operation: OperationDefinitionNode } | { ok: false; errors: object[] };

const known = new WeakMap<GraphQLSchema, Map<string, Prepared>>();
const KNOWN_LIMIT = 500;

/** Parses and validates; the same text is only looked at once for each schema. */
export function prepare(schema: GraphQLSchema, request: GraphqlRequest): Prepared {
  const texts = known.get(schema) ?? new Map<string, Prepared>();
  known.set(schema, texts);
  const key = `${request.operationName ?? ""} ${request.query}`;
  const cached = texts.get(key);
  if (cached) return cached;
  const prepared = parseAndValidate(schema, request);
  if (texts.size >= KNOWN_LIMIT) texts.clear();
  texts.set(key, prepared);
  return prepared;
}

function parseAndValidate(schema: GraphQLSchema, request: GraphqlRequest): Prepared {
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    if (error instanceof GraphQLError) return { ok: false, errors: [syntaxError(error)] };
    throw error;
  }
  const errors = validate(schema, document);
  if (errors.length > 0) return { ok: false, errors: errors.map((each) => validationError(each, document)) };
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { ok: false, errors: [new GraphQLError("An operation name is required").toJSON()] };
  return { ok: true, document, operation };
}
