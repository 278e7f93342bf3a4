/**
 * The worker's client of Shopify's Admin API: typed operations, one cost budget per shop, patience when throttled.
 * Inside requests the library's own client is used: {@link adminApiOf}.
 */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { ClientError, GraphQLClient } from "graphql-request";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#app/platform/env/env.server.ts";
import { API_VERSION } from "./api-version.ts";
import { fetchShopify, unauthenticated } from "./shopify.server.ts";

/** Runs typed operations of the Admin API for one shop. */
export interface AdminApi {
  /**
   * Runs one operation.
   *
   * @throws AdminApiUnavailable when Shopify cannot be reached, stays throttled or answers with errors;
   *   AdminApiDenied when it answers that the app may not
   */
  request<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
}

/** The worker's client. */
export interface AdminClient extends AdminApi {
  /** Reads a file that Shopify made for us (the result of a bulk operation), as lines. */
  readLines(url: string): AsyncIterable<string>;
}

/** The library's client of a request (`authenticate.admin`), for our typed operations. It asks once: somebody waits. */
export function adminApiOf(admin: {
  graphql: (query: string, options: { variables: Record<string, unknown> }) => Promise<Response>;
}): AdminApi {
  return {
    request: async <Result, Variables extends Record<string, unknown>>(
      document: TypedDocumentNode<Result, Variables>,
      variables: Variables,
    ) => {
      const response = await admin.graphql(print(document), { variables });
      const { data } = (await response.json()) as { data?: Result };
      if (!data) throw new AdminApiUnavailable(`Shopify answered ${response.status} without data`);
      return data;
    },
  };
}

/** Shopify did not do what was asked. Trying again later may help. */
export class AdminApiUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdminApiUnavailable";
  }
}

/** The store has not granted the scope that this takes, or Shopify has not approved the app for the data. */
export class AdminApiDenied extends AdminApiUnavailable {
  constructor(message: string) {
    super(message);
    this.name = "AdminApiDenied";
  }
}

/** A file that Shopify made for us is no longer there: it has to be made again. */
export class ResultGone extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ResultGone";
  }
}

interface CostExtension {
  requestedQueryCost: number;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

const MAX_ATTEMPTS = 8;
const RENEWED_TOKEN_ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 30_000;
/** A download that brings nothing for so long is given up. */
const STALLED_TIMEOUT_MS = 30_000;
/** However long Shopify says: somebody asks again later. */
const MAX_DELAY_MS = 120_000;

/**
 * How long to wait before an operation of this cost can run again, by the bucket that Shopify reported.
 * Shopify refills `restoreRate` points a second.
 */
export function throttleDelayMs(cost: CostExtension | undefined, attempt: number): number {
  if (!cost) return Math.min(30_000, 500 * 2 ** attempt);
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  const missing = Math.max(1, cost.requestedQueryCost - currentlyAvailable);
  return Math.ceil((missing / restoreRate) * 1000);
}

/** A client for one shop. Its access token is renewed by the library when it is about to expire. */
export function createAdminClient(shopDomain: string): AdminClient {
  return {
    request: (document, variables) => requestPatiently(shopDomain, document, variables),
    readLines: (url) => readLines(url),
  };
}

async function requestPatiently<Result, Variables extends Record<string, unknown>>(
  shopDomain: string,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    const client = await openClient(shopDomain);
    try {
      const response = await client.rawRequest<Result>(print(document), variables);
      return response.data;
    } catch (error) {
      const delayMs = retryDelayMs(error, attempt);
      if (delayMs === null || attempt + 1 >= MAX_ATTEMPTS) {
        // Not the error itself: its message quotes the variables.
        throw new (isDenied(error) ? AdminApiDenied : AdminApiUnavailable)(describe(error));
      }
      await sleep(delayMs);
    }
  }
}

async function openClient(shopDomain: string): Promise<GraphQLClient> {
  const { session } = await unauthenticated.admin(shopDomain).catch((thrown: unknown) => {
    if (!(thrown instanceof Response)) throw thrown;
    throw new AdminApiUnavailable(`the access token could not be renewed: ${thrown.status}`);
  });
  return new GraphQLClient(`https://${shopDomain}/admin/api/${API_VERSION}/graphql.json`, {
    headers: { "X-Shopify-Access-Token": session.accessToken ?? "" },
    fetch: (input, init) => fetchShopify(input, { ...init, signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) }),
  });
}

/** null = trying again now cannot help. */
function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof ClientError)) return Math.min(30_000, 500 * 2 ** attempt);
  const { response } = error;
  const isThrottled = response.errors?.some((e) => e.extensions?.["code"] === "THROTTLED") ?? false;
  if (isThrottled) {
    return throttleDelayMs((response.extensions as { cost?: CostExtension } | undefined)?.cost, attempt);
  }
  // Another process may have renewed the token this very moment: each attempt reads it anew.
  if (response.status === 401) return attempt < RENEWED_TOKEN_ATTEMPTS ? 500 * 2 ** attempt : null;
  if (response.status === 429 || response.status >= 500) return retryAfterMs(response.headers, attempt);
  return null;
}

const isDenied = (error: unknown): boolean =>
  error instanceof ClientError &&
  (error.response.errors?.some((each) => each.extensions?.["code"] === "ACCESS_DENIED") ?? false);

/** As long as the answer says (Retry-After, in seconds, also "2.0"), or longer with each attempt where it says nothing. */
export function retryAfterMs(headers: { get?: (name: string) => string | null }, attempt: number): number {
  const seconds = Number.parseFloat(headers.get?.("Retry-After") ?? "");
  if (Number.isFinite(seconds) && seconds >= 0) return Math.min(MAX_DELAY_MS, Math.ceil(seconds * 1000));
  return Math.min(30_000, 500 * 2 ** attempt);
}

/** The kind of error, without the query and its variables, which may hold personal data. */
function describe(error: unknown): string {
  if (!(error instanceof ClientError)) return error instanceof Error ? error.message : String(error);
  const messages = error.response.errors?.map((e) => e.message).join("; ");
  return `Shopify answered ${error.response.status}${messages ? `: ${messages}` : ""}`;
}

async function* readLines(url: string): AsyncIterable<string> {
  // A bulk result lies on Google's storage, or at the simulator when that stands in for Shopify.
  const isSimulated = env.SHOPIFY_SIMULATOR_URL !== undefined && url.startsWith(env.SHOPIFY_SIMULATOR_URL);
  if (!isSimulated && !url.startsWith("https://"))
    throw new AdminApiUnavailable("a bulk result must come over https");
  const download = new AbortController();
  try {
    yield* linesOf(await beforeItStalls(fetch(url, { signal: download.signal })));
  } finally {
    // Whoever stops reading, or gave up waiting, leaves no connection behind.
    download.abort();
  }
}

async function* linesOf(response: Response): AsyncIterable<string> {
  if ([403, 404, 410].includes(response.status))
    throw new ResultGone(`the bulk result answered ${response.status}`);
  if (!response.ok || !response.body)
    throw new AdminApiUnavailable(`the bulk result answered ${response.status}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  while (true) {
    const { done, value } = await beforeItStalls(reader.read());
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

/** @throws AdminApiUnavailable when the next piece of a download does not come */
function beforeItStalls<T>(piece: Promise<T>): Promise<T> {
  const patience = AbortSignal.timeout(STALLED_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    patience.addEventListener("abort", () => reject(new AdminApiUnavailable("the bulk result stalled")), {
      once: true,
    });
    piece.then(resolve, reject);
  });
}
