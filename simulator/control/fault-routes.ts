/** The control API of faults: webhooks that are late, doubled, mixed up, lost, forged or held. */
import { json, type Reply } from "#simulator/http.ts";
import { rotateSecret } from "#simulator/webhooks/signing-secret.ts";
import { createBursts } from "#simulator/webhooks/burst.ts";
import type { Platform } from "#simulator/platform.ts";
import type { Body, Call, Route } from "./route.ts";

const bursts = new WeakMap<Platform, ReturnType<typeof createBursts>>();

/** The bursts of a simulator, running and past ones. */
export function burstsOf(platform: Platform) {
  const known = bursts.get(platform) ?? createBursts();
  bursts.set(platform, known);
  return known;
}

const state = ({ platform }: Call): Reply =>
  json({ ...platform.sender.faults.state(), bursts: burstsOf(platform).list() });

function idOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const id = Number(value);
  if (Number.isInteger(id) && id > 0) return id;
  throw new TypeError(`${JSON.stringify(value)} is not the id of a fault.`);
}

function add(call: Call): Reply {
  return json({ fault: call.platform.sender.faults.add(call.body) }, 201);
}

function clear({ platform, body, parts }: Call): Reply {
  const id = idOf(parts[0] ?? body["id"]);
  const cleared = platform.sender.faults.clear(id);
  if (id !== undefined && cleared === 0) return json({ error: `There is no fault ${id}.` }, 404);
  return json({ cleared });
}

function seed(call: Call): Reply {
  const value = call.body["seed"];
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new TypeError("seed must be a whole number.");
  call.platform.sender.faults.seed(value);
  return state(call);
}

function release({ platform, body }: Call): Reply {
  const order = body["order"] ?? null;
  if (order !== null && order !== "sent" && order !== "shuffled") {
    throw new TypeError(`order must be sent or shuffled, not ${JSON.stringify(order)}.`);
  }
  return json({ released: platform.sender.faults.release(order, idOf(body["id"])) });
}

function burst({ platform, runtime, body }: Call): Reply {
  const perSecond = body["perSecond"] === undefined ? null : Number(body["perSecond"]);
  const count = Number(body["count"] ?? (perSecond ?? 1) * Number(body["seconds"] ?? 1));
  const payload = body["payload"] as Body | undefined;
  const topic = String(body["topic"] ?? "orders/updated");
  return json({ burst: burstsOf(platform).start(runtime, { topic, perSecond, count, payload }) }, 201);
}

function stopBursts({ platform, body }: Call): Reply {
  burstsOf(platform).stop(idOf(body["id"]));
  return json({ bursts: burstsOf(platform).list() });
}

function rotate({ platform, runtime, body }: Call): Reply {
  const { secret, graceMs } = body;
  if (secret !== undefined && (typeof secret !== "string" || secret === "")) {
    throw new TypeError("secret must be a text.");
  }
  if (graceMs !== undefined && !(typeof graceMs === "number" && graceMs >= 0)) {
    throw new TypeError("graceMs must be a number of milliseconds.");
  }
  const { app } = platform;
  const made = rotateSecret(app, runtime.clock(), secret, graceMs);
  return json({ secret: made, retired: app.retiredSecret });
}

export const faultRoutes: Route[] = [
  ["GET", /^webhooks\/faults$/, state],
  ["POST", /^webhooks\/faults$/, add],
  ["POST", /^webhooks\/faults\/clear$/, clear],
  ["DELETE", /^webhooks\/faults(?:\/(\d+))?$/, clear],
  ["POST", /^webhooks\/faults\/seed$/, seed],
  ["POST", /^webhooks\/release$/, release],
  ["POST", /^webhooks\/burst$/, burst],
  ["POST", /^webhooks\/burst\/stop$/, stopBursts],
  ["POST", /^webhooks\/secret$/, rotate],
];
