import { expect, it } from "vitest";
import { outcomeOf } from "./outcome.ts";

const ORDER_AT = new Date("2026-03-10T12:00:00Z");
const clickedAt = (at: string) => ({ sent: new Map(), clicked: new Map([["7", [new Date(at)]]]) });
const order = { orderId: 1n, at: ORDER_AT };

it.each([
  ["before the order", "2026-03-10T11:00:00Z", 1n],
  ["in the second that the order's time was cut to", "2026-03-10T12:00:00.730Z", 1n],
  ["after the order", "2026-03-10T12:00:01Z", null],
  ["at the edge of the window", "2026-03-03T12:00:00Z", 1n],
  ["longer ago than the window", "2026-03-03T11:59:59Z", null],
])("a click %s", (_when, at, recovered) => {
  expect(outcomeOf(7n, clickedAt(at), order, 7).recoveredOrderId).toBe(recovered);
});
