import { expect, it } from "vitest";
import { afterAttempt, type AttemptOutcome } from "./after-attempt.ts";

const at = new Date("2026-03-10T12:00:00Z");
const message = { attempts: 1, mayRepeat: false, createdAt: new Date("2026-03-10T11:00:00Z") };
const minutes = (count: number) => new Date(at.getTime() + count * 60_000);
const refused = (rest: object): AttemptOutcome => ({
  kind: "refused",
  isPermanent: false,
  isAddress: false,
  code: "451",
  ...rest,
});

it.each<[string, AttemptOutcome, object, object]>([
  ["accepted", { kind: "accepted" }, {}, { status: "sent" }],
  ["refused for now", refused({}), {}, { status: "waiting", dueAt: minutes(5) }],
  ["refused for now, again", refused({}), { attempts: 3 }, { status: "waiting", dueAt: minutes(30) }],
  [
    "refused for now after an outage",
    refused({}),
    { attempts: 40 },
    { status: "waiting", dueAt: minutes(480) },
  ],
  [
    "refused for now, for the last time",
    refused({}),
    { attempts: 8, createdAt: new Date("2026-03-01T00:00:00Z") },
    { status: "failed" },
  ],
  [
    "refused for now, the first time after a long wait",
    refused({}),
    { createdAt: new Date("2026-03-01T00:00:00Z") },
    { status: "waiting", dueAt: minutes(5) },
  ],
  ["refused for good", refused({ isPermanent: true }), {}, { status: "failed", isBounce: false }],
  [
    "no such address",
    refused({ isPermanent: true, isAddress: true }),
    {},
    { status: "failed", isBounce: true },
  ],
  [
    "not reached",
    { kind: "unreachable", mayBeAccepted: false, code: "ECONNECTION" },
    { attempts: 40 },
    { status: "waiting", dueAt: minutes(30), mayRepeat: false },
  ],
  [
    "perhaps taken",
    { kind: "unreachable", mayBeAccepted: true, code: "ETIMEDOUT" },
    {},
    { status: "waiting", mayRepeat: true },
  ],
  [
    "perhaps taken twice",
    { kind: "unreachable", mayBeAccepted: true, code: "ETIMEDOUT" },
    { mayRepeat: true },
    { status: "failed", failure: "unknown_outcome" },
  ],
  [
    "not reached for days",
    { kind: "unreachable", mayBeAccepted: false, code: "x" },
    { attempts: 40, createdAt: new Date("2026-03-01T00:00:00Z") },
    { status: "failed" },
  ],
  [
    "a faulty template",
    { kind: "unwritable" },
    {},
    { status: "waiting", failure: "template", dueAt: minutes(60) },
  ],
])("%s", (_name, outcome, rest, expected) => {
  expect(afterAttempt(outcome, { ...message, ...rest }, at)).toMatchObject(expected);
});
