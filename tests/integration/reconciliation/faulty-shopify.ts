/**
 * Stands between the app and the simulator and lets Shopify fail, as told: refusals, silence, answers that break off. Import
 * it right after simulated-shopify, before anything of the app.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { simulator } from "./simulated-shopify.ts";

/**
 * - refused: a status and, with it, how long to wait
 * - throttled: HTTP 200 with `THROTTLED` and how full the bucket is
 * - silent: never answers
 * - broken: the connection ends in the middle of the answer
 * - truncated: the answer ends in the middle and says that it is complete
 * - stalled: half of the answer comes, and then nothing
 */
export type Fault =
  | { kind: "refused"; status: number; retryAfterMs?: number }
  | { kind: "throttled" | "silent" | "broken" | "truncated" | "stalled" };

/** Operations of the Admin API, and results of bulk operations. */
type Part = "api" | "file";

const planned: Record<Part, { every: number; asked: number; faults: Fault[] }> = {
  api: { every: 1, asked: 0, faults: [] },
  file: { every: 1, asked: 0, faults: [] },
};
/** Until when Shopify said that nothing will be answered. */
let closedUntilMs = 0;
let early = 0;

/** From now on every n-th request meets the next of these faults. */
export function plan(part: Part, every: number, faults: readonly Fault[]): void {
  planned[part] = { every, asked: 0, faults: [...faults] };
}

/** What was planned and not met, and how often the app asked before the time that Shopify had told it to wait. */
export function leftOver(): { faults: Fault[]; early: number } {
  const left = { faults: [...planned.api.faults, ...planned.file.faults], early };
  early = 0;
  return left;
}

/** Three quarters of a second until a query of that cost can run: longer than an app waits that was told nothing. */
const COST = {
  requestedQueryCost: 100,
  actualQueryCost: null,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 25, restoreRate: 100 },
};
const THROTTLED = {
  errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
  extensions: { cost: COST },
};
const THROTTLED_MS = 750;
/** Clocks and timers of one machine may differ by a little. */
const SLACK_MS = 20;

function nextFault(part: Part): Fault | undefined {
  const its = planned[part];
  its.asked += 1;
  return its.asked % its.every === 0 ? its.faults.shift() : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function ask(request: IncomingMessage): Promise<{ status: number; type: string; body: Buffer }> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (
      !["host", "connection", "content-length", "transfer-encoding", "keep-alive"].includes(name) &&
      typeof value === "string"
    )
      headers.set(name, value);
  const body = await bodyOf(request);
  const answer = await fetch(simulator.adminUrl + request.url, {
    method: request.method ?? "GET",
    headers,
    ...(body.length > 0 && { body }),
    redirect: "manual",
  });
  // Results of bulk operations are fetched through here, too.
  const text = (await answer.text()).replaceAll(simulator.adminUrl, address);
  return {
    status: answer.status,
    type: answer.headers.get("Content-Type") ?? "text/plain",
    body: Buffer.from(text),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url!, address);
  const part = pathname.endsWith("/graphql.json") ? "api" : pathname.includes("/oauth/") ? null : "file";
  if (part === "api" && Date.now() < closedUntilMs - SLACK_MS) early += 1;
  const fault = part && nextFault(part);
  if (fault?.kind === "silent") return;
  if (fault?.kind === "refused") {
    const { status, retryAfterMs } = fault;
    if (retryAfterMs !== undefined) {
      closedUntilMs = Date.now() + retryAfterMs;
      response.setHeader("Retry-After", (retryAfterMs / 1000).toFixed(1));
    }
    response.writeHead(status).end("{}");
    return;
  }
  if (fault?.kind === "throttled") {
    closedUntilMs = Date.now() + THROTTLED_MS;
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(THROTTLED));
    return;
  }
  // What breaks off was done all the same.
  const { status, type, body } = await ask(request);
  response.writeHead(status, { "Content-Type": type });
  if (!fault) {
    response.end(body);
    return;
  }
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault.kind === "truncated") response.end(half);
  else response.write(half, () => fault.kind === "broken" && setTimeout(() => response.destroy(), 20));
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
process.env["SHOPIFY_SIMULATOR_URL"] = address;

afterAll(() => {
  server.closeAllConnections();
  server.close();
});
