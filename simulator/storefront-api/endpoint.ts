/** `POST /api/<version>/graphql.json`: the Storefront API. */
import type { IncomingMessage } from "node:http";
import { execute, type GraphQLFieldResolver } from "graphql";
import { type Arguments, NotModelled } from "#simulator/admin-api/context.ts";
import { queryCost } from "#simulator/admin-api/cost.ts";
import { type GraphqlRequest, prepare, readGraphqlRequest } from "#simulator/admin-api/prepare.ts";
import { json, readBody, type Reply } from "#simulator/http.ts";
import { toJson } from "#simulator/json.ts";
import { installationOfToken } from "#simulator/oauth/access-tokens.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { checkStorefrontAccess } from "./access.ts";
import type { StorefrontAccess, StorefrontContext } from "./context.ts";
import { readInContext } from "./in-context.ts";
import { STOREFRONT_MODELS } from "./models.ts";
import { loadStorefrontSchema } from "./schema.ts";

export const STOREFRONT_PATH = /^\/api\/(\d{4}-\d{2}|unstable)\/graphql(?:\.json)?$/;

/** What one request without a token may ask for. */
const TOKENLESS_COST_LIMIT = 1_000;

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "POST, OPTIONS",
  "Access-Control-Allow-Headers":
    "Content-Type, Accept, Accept-Language, X-Shopify-Storefront-Access-Token, Shopify-Storefront-Private-Token, Shopify-Storefront-Buyer-IP, X-SDK-Variant, X-SDK-Version",
};

type Resolver = GraphQLFieldResolver<unknown, StorefrontContext, Arguments>;

const resolve: Resolver = (source, args, context, info) => {
  checkStorefrontAccess(context.access, info);
  const model = STOREFRONT_MODELS[info.parentType.name];
  const field = model && Object.hasOwn(model, info.fieldName) ? model[info.fieldName] : undefined;
  if (field) return field(source as never, args, context, info);
  const isPlain = !model && typeof source === "object" && source !== null && info.fieldName in source;
  if (isPlain) return (source as Record<string, unknown>)[info.fieldName];
  throw new NotModelled(`${info.parentType.name}.${info.fieldName} of the Storefront API`);
};

const tooComplex = (cost: number): object => ({
  errors: [
    {
      message: `Query cost is ${cost}, which exceeds the single query max cost limit (${TOKENLESS_COST_LIMIT}).`,
      extensions: { code: "MAX_COST_EXCEEDED", cost, maxCost: TOKENLESS_COST_LIMIT },
    },
  ],
});

/** Answers one GraphQL request of the Storefront API. */
export async function answerStorefrontGraphql(
  runtime: ShopRuntime,
  access: StorefrontAccess,
  request: GraphqlRequest,
): Promise<object> {
  const prepared = prepare(loadStorefrontSchema(), request);
  if (!prepared.ok) return { errors: prepared.errors };
  const { document, operation } = prepared;
  const variables = request.variables ?? {};
  const schema = loadStorefrontSchema();
  if (access.kind === "tokenless") {
    const cost = queryCost(schema, document, operation, { variables });
    if (cost > TOKENLESS_COST_LIMIT) return tooComplex(cost);
  }
  const { shop, app, commands, environment, clock } = runtime;
  const contextValue: StorefrontContext = {
    shop,
    app,
    commands,
    environment,
    access,
    ...readInContext(shop, operation, variables),
    now: clock(),
    bulkWindow: null,
  };
  const result = await execute({
    schema,
    document,
    rootValue: {},
    contextValue,
    variableValues: variables,
    operationName: request.operationName,
    fieldResolver: resolve as GraphQLFieldResolver<unknown, unknown>,
  });
  for (const error of result.errors ?? []) {
    runtime.context.log({ event: "storefront graphql error", message: error.message });
  }
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
  };
}

const scopesOf = (granted: readonly string[]): string[] =>
  granted.filter((scope) => scope.startsWith("unauthenticated_"));

/** Reads the tokens of a request; null when the one it sent is not known. */
export function readAccess(runtime: ShopRuntime, request: IncomingMessage): StorefrontAccess | null {
  const { shop } = runtime;
  const publicToken = request.headers["x-shopify-storefront-access-token"];
  const privateToken = request.headers["shopify-storefront-private-token"];
  if (typeof publicToken === "string") {
    for (const { accessToken, scopes } of shop.storefrontAccessTokens.values()) {
      if (accessToken === publicToken) return { kind: "token", scopes };
    }
    return null;
  }
  if (typeof privateToken === "string") {
    const installation = installationOfToken(shop, privateToken, runtime.clock());
    return installation && { kind: "token", scopes: scopesOf(installation.scopes) };
  }
  return { kind: "tokenless" };
}

/** Answers a request over HTTP, also from another site's page. */
export async function answerStorefrontApi(
  runtime: ShopRuntime,
  request: IncomingMessage,
  version: string,
): Promise<Reply> {
  if (request.method === "OPTIONS") return { status: 204, type: "text/plain", body: "", headers: CORS };
  if (request.method !== "POST") return json({ errors: "Method Not Allowed" }, 405, CORS);
  const access = readAccess(runtime, request);
  if (!access) {
    const errors = [{ message: "", extensions: { code: "UNAUTHORIZED" } }];
    return json({ errors }, 401, CORS);
  }
  const graphql = readGraphqlRequest(await readBody(request));
  if (!graphql) {
    return json({ errors: [{ message: "Required parameter missing or invalid: query" }] }, 400, CORS);
  }
  return {
    ...json(null),
    body: toJson(await answerStorefrontGraphql(runtime, access, graphql)),
    headers: { ...CORS, "X-Shopify-API-Version": version, "X-Request-Id": crypto.randomUUID() },
  };
}
