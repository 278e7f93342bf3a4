/** The control API of the clock: it can be set, moved and made to run fast; what falls due meanwhile happens. */
import { json, type Reply } from "#simulator/http.ts";
import type { Body, Call, Route } from "./route.ts";

const UNITS_MS: Record<string, number> = {
  ms: 1,
  millisecond: 1,
  s: 1_000,
  second: 1_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** `2 days`, `90 min`, `-1 hour`, `1 day 12 hours`; throws a TypeError on anything else. */
export function readDuration(text: string): number {
  const parts = [...text.matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  const rest = text.replaceAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/g, "").trim();
  let durationMs = 0;
  for (const [, amount, unit] of parts) {
    const name = unit!.length > 2 ? unit!.replace(/s$/, "") : unit!;
    const unitMs = Object.hasOwn(UNITS_MS, name) ? UNITS_MS[name]! : Number.NaN;
    durationMs += Number(amount) * unitMs;
  }
  if (parts.length > 0 && rest === "" && Number.isFinite(durationMs)) return durationMs;
  throw new TypeError(`move must be a time such as "2 days" or "90 minutes", not ${JSON.stringify(text)}.`);
}

const show = ({ platform }: Call): Reply => json(platform.clock.settings());

function readTime(value: unknown): Date {
  const time = new Date(typeof value === "string" || typeof value === "number" ? value : Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw new TypeError(`now must be a time such as 2026-12-24T18:00:00Z, not ${JSON.stringify(value)}.`);
  }
  return time;
}

function readMove(body: Body): number | null {
  if (body["move"] !== undefined) return readDuration(String(body["move"]));
  if (body["moveMs"] === undefined) return null;
  if (typeof body["moveMs"] === "number" && Number.isFinite(body["moveMs"])) return body["moveMs"];
  throw new TypeError("moveMs must be a number of milliseconds.");
}

/** Everything is read before anything is done: a call that is refused changes nothing. */
function change(call: Call): Reply {
  const { body, platform } = call;
  const known = ["now", "speed", "move", "moveMs"];
  const strange = Object.keys(body).find((name) => !known.includes(name));
  if (strange) throw new TypeError(`The clock knows ${known.join(", ")}, not "${strange}".`);
  const time = body["now"] === undefined ? null : readTime(body["now"]);
  const moveMs = readMove(body);
  if (body["speed"] !== undefined) platform.clock.run(Number(body["speed"]));
  if (time) platform.clock.set(time);
  if (moveMs !== null) platform.clock.move(moveMs);
  return show(call);
}

export const timeRoutes: Route[] = [
  ["GET", /^clock$/, show],
  ["POST", /^clock$/, change],
];
