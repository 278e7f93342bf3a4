/** `POST /admin/api/<version>/graphql.json`: from the request's text to the answer's JSON. */
import type { ExecutionResult } from "graphql";
import type { ApiContext } from "./context.ts";
import { fieldCosts, queryCost } from "./cost.ts";
import { executeOperation } from "./execute.ts";
import { inputErrors } from "./input-checks.ts";
import { type GraphqlRequest, prepare, type Prepared } from "./prepare.ts";
import type { Bucket } from "./rate-limit.ts";
import type { AdminSchema } from "./schema.ts";
import { searchReports, startReports } from "./search-report.ts";

/** One query may not ask for more. */
const QUERY_COST_LIMIT = 1_000;
const RATE_LIMIT_PAGE = "https://shopify.dev/api/usage/rate-limits";

const COST_ADVICE = `

See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the
cost of a query is calculated.

To query larger amounts of data with fewer limits, bulk operations should be used instead.
See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.
`;

const tooExpensive = (cost: number): object[] => [
  {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${QUERY_COST_LIMIT}).${COST_ADVICE}`,
    extensions: { code: "MAX_COST_EXCEEDED", cost, maxCost: QUERY_COST_LIMIT },
  },
];

const throttled = { message: "Throttled", extensions: { code: "THROTTLED", documentation: RATE_LIMIT_PAGE } };

/** Headers that make the answer tell more. */
export interface DebugWishes {
  /** `Shopify-GraphQL-Cost-Debug: 1`: the cost of each field. */
  cost?: boolean;
  /** `Shopify-Search-Query-Debug: 1`: how searches were read, also when nothing is wrong with them. */
  search?: boolean;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the headers of a request, whose names are in lower case. */
export function readDebugWishes(headers: Headers): DebugWishes {
  const isSet = (name: string): boolean => headers[name] !== undefined && headers[name] !== "0";
  return {
    // The second is the header's older name.
    cost: isSet("shopify-graphql-cost-debug") || isSet("x-graphql-cost-include-fields"),
    search: isSet("shopify-search-query-debug"),
  };
}

export interface Answering {
  admin: AdminSchema;
  bucket: Bucket;
  context: ApiContext;
  log: (line: Record<string, unknown>) => void;
  debug?: DebugWishes;
}

function logErrors(answering: Answering, result: ExecutionResult): void {
  for (const error of result.errors ?? []) {
    answering.log({ event: "graphql error", message: error.message, path: error.path?.join(".") });
  }
}

function refuse({ log }: Answering, errors: object[]): { errors: object[] } {
  for (const error of errors) log({ event: "graphql error", ...error });
  return { errors };
}

type Runnable = Prepared & { ok: true };

/** Runs what can be paid for; what a query asked for and did not use goes back into the bucket. */
async function run(answering: Answering, request: GraphqlRequest, prepared: Runnable): Promise<object> {
  const { admin, bucket, context, debug = {} } = answering;
  const { document, operation } = prepared;
  const variables = request.variables ?? {};
  const requestedQueryCost = queryCost(admin.schema, document, operation, { variables });
  if (requestedQueryCost > QUERY_COST_LIMIT) return refuse(answering, tooExpensive(requestedQueryCost));
  const fields = debug.cost ? { fields: fieldCosts(admin.schema, document, operation, variables) } : {};
  const cost = (actualQueryCost: number | null) => ({
    requestedQueryCost,
    actualQueryCost,
    throttleStatus: bucket.status(context.clock()),
    ...fields,
  });
  if (!bucket.take(requestedQueryCost, context.clock())) {
    return { errors: [throttled], extensions: { cost: cost(null) } };
  }
  startReports(context, { all: debug.search === true });
  const result = await executeOperation(
    admin,
    { document, variables, operationName: request.operationName },
    context,
  );
  logErrors(answering, result);
  const actual = queryCost(admin.schema, document, operation, { variables, data: result.data ?? null });
  bucket.giveBack(Math.max(0, requestedQueryCost - actual), context.clock());
  const search = searchReports(context);
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
    extensions: { cost: cost(actual), ...(search.length > 0 ? { search } : {}) },
  };
}

/** Answers one request; always HTTP 200, as Shopify does, also when it is throttled. */
export async function answerGraphql(answering: Answering, request: GraphqlRequest): Promise<object> {
  const { admin } = answering;
  const prepared = prepare(admin.schema, request);
  if (!prepared.ok) return refuse(answering, prepared.errors);
  const { document, operation } = prepared;
  const wrong = inputErrors(admin.schema, document, operation, request.variables ?? {});
  if (wrong.length > 0) {
    return refuse(
      answering,
      wrong.map((error) => error.toJSON()),
    );
  }
  return run(answering, request, prepared);
}
