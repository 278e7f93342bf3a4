/**
 * Loaded before the app's processes of the demo and the tests (`node --import`): their time is the simulator's, so that a
 * week can pass in a second. PostgreSQL's clock stays the machine's. Never part of the app.
 */
import { setInterval } from "node:timers";

const SIMULATOR_URL = process.env["SHOPIFY_SIMULATOR_URL"];
const ASKS_EVERY_MS = 200;
/** Less is the time that the answer took. */
const NOTICED_MS = 1_000;

const MachineDate = Date;
let offsetMs = 0;

class FollowedDate extends MachineDate {
  constructor(...values: unknown[]) {
    if (values.length === 0) super(MachineDate.now() + offsetMs);
    else super(...(values as [number]));
  }
  static override now(): number {
    return MachineDate.now() + offsetMs;
  }
  /** Dates that Node made before this was loaded are dates, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Object.prototype.toString.call(value) === "[object Date]";
  }
}

async function follow(): Promise<void> {
  const response = await fetch(`${SIMULATOR_URL}/__simulator/clock`).catch(() => null);
  if (!response?.ok) return;
  const { now } = (await response.json()) as { now: string };
  const wantedMs = MachineDate.parse(now) - MachineDate.now();
  if (Math.abs(wantedMs - offsetMs) > NOTICED_MS) offsetMs = wantedMs;
}

if (SIMULATOR_URL) {
  globalThis.Date = FollowedDate as DateConstructor;
  await follow();
  setInterval(() => void follow(), ASKS_EVERY_MS).unref();
}
