/** `POST /admin/api/<version>/graphql.json`: from the request's text to the answer's JSON. */
import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import type { ApiContext } from "./context.ts";
import { queryCost } from "./cost.ts";
import { executeOperation } from "./execute.ts";
import type { Bucket } from "./rate-limit.ts";
import type { AdminSchema } from "./schema.ts";

/** One query may not ask for more. */
const QUERY_COST_LIMIT = 1_000;
const RATE_LIMIT_PAGE = "https://shopify.dev/api/usage/rate-limits";

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

type Prepared =
  | { ok: true; document: DocumentNode; operation: OperationDefinitionNode }
  | { ok: false; errors: readonly GraphQLError[] };

const known = new Map<string, Prepared>();
const KNOWN_LIMIT = 500;

/** Parses and validates; the same text is only looked at once. */
function prepare(admin: AdminSchema, request: GraphqlRequest): Prepared {
  const key = `${request.operationName ?? ""} ${request.query}`;
  const cached = known.get(key);
  if (cached) return cached;
  const prepared = parseAndValidate(admin, request);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(key, prepared);
  return prepared;
}

function parseAndValidate(admin: AdminSchema, request: GraphqlRequest): Prepared {
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    return { ok: false, errors: [error as GraphQLError] };
  }
  const errors = validate(admin.schema, document);
  if (errors.length > 0) return { ok: false, errors };
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { ok: false, errors: [new GraphQLError("An operation name is required")] };
  return { ok: true, document, operation };
}

const tooExpensive = (cost: number) => ({
  errors: [
    {
      message: `Query cost is ${cost}, which exceeds the single query max cost limit (${QUERY_COST_LIMIT}).`,
      extensions: {
        code: "MAX_COST_EXCEEDED",
        cost,
        maxCost: QUERY_COST_LIMIT,
        documentation: RATE_LIMIT_PAGE,
      },
    },
  ],
});

const throttled = { message: "Throttled", extensions: { code: "THROTTLED", documentation: RATE_LIMIT_PAGE } };

export interface Answering {
  admin: AdminSchema;
  bucket: Bucket;
  context: ApiContext;
  log: (line: Record<string, unknown>) => void;
}

function logErrors(answering: Answering, result: ExecutionResult): void {
  for (const error of result.errors ?? []) {
    answering.log({ event: "graphql error", message: error.message, path: error.path?.join(".") });
  }
}

/** Answers one request; always HTTP 200, as Shopify does, also when it is throttled. */
export async function answerGraphql(answering: Answering, request: GraphqlRequest): Promise<object> {
  const { admin, bucket, context } = answering;
  const prepared = prepare(admin, request);
  if (!prepared.ok) {
    logErrors(answering, { errors: prepared.errors });
    return { errors: prepared.errors.map((error) => error.toJSON()) };
  }
  const { document, operation } = prepared;
  const { variables } = request;
  const requestedQueryCost = queryCost(admin.schema, document, operation, { variables });
  if (requestedQueryCost > QUERY_COST_LIMIT) return tooExpensive(requestedQueryCost);
  const cost = (actualQueryCost: number | null) => ({
    cost: { requestedQueryCost, actualQueryCost, throttleStatus: bucket.status(context.clock()) },
  });
  if (!bucket.take(requestedQueryCost, context.clock())) {
    return { errors: [throttled], extensions: cost(null) };
  }
  const result = await executeOperation(
    admin,
    { document, variables, operationName: request.operationName },
    context,
  );
  logErrors(answering, result);
  const actual = queryCost(admin.schema, document, operation, { variables, data: result.data ?? null });
  bucket.giveBack(Math.max(0, requestedQueryCost - actual), context.clock());
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
    extensions: cost(actual),
  };
}
