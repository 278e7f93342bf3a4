import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amountSpent } from "#simulator/state/customers-figures.ts";
import { allOrders, nextOrderNumber, orderCountOf } from "#simulator/state/indexes.ts";
import type { Order } from "#simulator/state/model.ts";
import { orderOfPart } from "#simulator/state/order-index.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { ColdMap } from "./cold-map.ts";
import { createDecoder, createEncoder } from "./codec.ts";
import { readStateFile, writeStateFile } from "./files.ts";
import { createLineReader, type SavedState, writeLines } from "./lines.ts";

const CLOCK = { now: NOW, speed: 60 };

function storeWithOrders() {
  const store = createTestStore();
  for (const variant of store.variants) {
    const placed = store.commands.placeOrder({
      customerId: store.customer.id,
      lines: [{ variantId: variant.id, quantity: 2 }],
    });
    if (!placed.ok) throw new Error("not placed");
  }
  const [order] = store.shop.orders.values();
  store.commands.refundOrder({ orderId: order!.id });
  return store;
}

function reread(saved: SavedState): SavedState {
  const reader = createLineReader();
  for (const line of writeLines(saved)) reader.read(line);
  return reader.end();
}

let folder = "";
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "saved-state-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("a saved state", () => {
  it.each(["state.jsonl", "state.jsonl.gz"])("comes back from %s as it was", async (name) => {
    const { shop } = storeWithOrders();
    writeStateFile(path.join(folder, name), { clock: CLOCK, shops: [shop] });
    const back = await readStateFile(path.join(folder, name));
    expect(back.clock).toEqual(CLOCK);
    expect({ ...back.shops[0], orders: [...back.shops[0]!.orders] }).toEqual({
      ...shop,
      orders: [...shop.orders],
    });
  });

  it("keeps several shops apart", () => {
    const first = storeWithOrders().shop;
    const second = { ...createTestStore().shop, domain: "second.myshopify.com" };
    const back = reread({ clock: CLOCK, shops: [first, second] });
    expect(back.shops.map((shop) => [shop.domain, shop.orders.size])).toEqual([
      ["test.myshopify.com", 6],
      ["second.myshopify.com", 0],
    ]);
  });

  it("saves again what still sleeps and what was woken and changed", () => {
    const { shop } = storeWithOrders();
    const once = reread({ clock: CLOCK, shops: [shop] }).shops[0]!;
    const [id] = once.orders.keys();
    once.orders.get(id!)!.note = "woken";
    const twice = reread({ clock: CLOCK, shops: [once] }).shops[0]!;
    expect(twice.orders.get(id!)?.note).toBe("woken");
    expect([...twice.orders.keys()]).toEqual([...shop.orders.keys()]);
  });

  it("tells whose orders sleep without waking them, and goes on with their numbers", () => {
    const { shop, customer } = storeWithOrders();
    const back = reread({ clock: CLOCK, shops: [shop], lastId: 7n });
    expect(orderCountOf(back.shops[0]!, customer.id)).toBe(6);
    expect(nextOrderNumber(back.shops[0]!)).toBe(nextOrderNumber(shop));
    expect(back.lastId).toBe(7n);
  });

  it("shows sleeping orders field by field, as they are, and lets nobody change them", () => {
    const { shop, customer } = storeWithOrders();
    const back = reread({ clock: CLOCK, shops: [shop] }).shops[0]!;
    const fields = Object.keys([...shop.orders.values()][0]!) as (keyof Order)[];
    const views = [...allOrders(back)];
    for (const [index, order] of [...shop.orders.values()].entries()) {
      for (const field of fields) expect([field, views[index]![field]]).toEqual([field, order[field]]);
    }
    expect(() => (views[0]!.note = "changed")).toThrow(TypeError);
    expect(() => views[0]!.tags.push("changed")).toThrow(TypeError);
    expect(amountSpent(back, customer.id)).toBe(amountSpent(shop, customer.id));
  });

  it("reads an older state, whose orders say less in front", () => {
    const { shop, customer } = storeWithOrders();
    const reader = createLineReader();
    for (const line of writeLines({ clock: CLOCK, shops: [shop] })) {
      reader.read(line.replace(/^(\[0,"#\d+",\[0,(?:"#\d+"|null),\d+),[^\]]+\]/, "$1]"));
    }
    const back = reader.end().shops[0]!;
    const times = (orders: Iterable<Order>): number[] =>
      [...orders].map((each) => each.processedAt.getTime());
    expect(times(allOrders(back))).toEqual(times(shop.orders.values()));
    expect(amountSpent(back, customer.id)).toBe(amountSpent(shop, customer.id));
  });

  it("finds the sleeping order of a line, a payment and a refund", () => {
    const { shop } = storeWithOrders();
    const back = reread({ clock: CLOCK, shops: [shop] }).shops[0]!;
    const [order] = shop.orders.values();
    for (const part of [order!.lines[0]!, order!.transactions[0]!, order!.refunds[0]!]) {
      expect(orderOfPart(back, part.id)?.id).toBe(order!.id);
    }
    expect(orderOfPart(back, 1n)).toBeNull();
    // A number that stands in the text without being the id of a part.
    expect(orderOfPart(back, order!.lines[0]!.variantId!)).toBeNull();
  });

  it.each([
    ["another file", "hello", "JSON"],
    ["other JSON", '{"a":1}', "not a saved state"],
    ["nothing", "", "empty"],
    ["a newer version", '{"format":"perennial-simulator-state","version":9,"clock":{}}', "version 9"],
    [
      "a line out of place",
      '{"format":"perennial-simulator-state","version":1,"clock":{"now":"2026-01-01","speed":1}}\n[0,1]',
      "Line 2",
    ],
  ])("refuses %s", async (_name, text, reason) => {
    const file = path.join(folder, "bad");
    writeFileSync(file, text);
    await expect(readStateFile(file)).rejects.toThrow(reason);
  });

  it("is text that a person can read", () => {
    const { shop } = createTestStore();
    const file = path.join(folder, "readable");
    writeStateFile(file, { clock: CLOCK, shops: [shop] });
    expect(readFileSync(file, "utf8")).toContain("ada@example.com");
  });
});

describe("plain data", () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.constantFrom("#1", "@2", "~3", "~~", "__proto__"),
    fc.bigInt(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 3 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
      fc.array(fc.tuple(leaf, tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
      fc.array(leaf, { maxLength: 3 }).map((items) => new Set(items)),
    ),
  }));

  it("survives any nesting", () => {
    fc.assert(
      fc.property(value, (original) => {
        const encoder = createEncoder();
        const text = JSON.stringify(encoder.encode(original));
        const decoder = createDecoder();
        for (const [shape, keys] of encoder.newShapes()) decoder.learnShape(shape, keys);
        expect(decoder.decode(JSON.parse(text))).toEqual(original);
      }),
    );
  });

  it("refuses what it could not bring back", () => {
    expect(() => createEncoder().encode({ when: new URL("http://a") })).toThrow("holds a URL");
    expect(() => createEncoder().encode([() => 1])).toThrow("holds a function");
  });
});

it("a sleeping record cannot be changed by accident, and keeps its place when it wakes", () => {
  const map = new ColdMap<{ id: number }>({
    wake: (text) => ({ id: Number(text) }),
    look: (text) => Object.freeze({ id: Number(text) }),
    view: (text) => Object.freeze({ id: Number(text) }),
    head: (text) => ({ id: Number(text) }),
  });
  map.putToSleep(1n, "1");
  map.putToSleep(2n, "2");
  const [looked] = map.values();
  expect(() => (looked!.id = 9)).toThrow(TypeError);
  const woken = map.get(1n)!;
  woken.id = 9;
  expect(map.get(1n)).toBe(woken);
  expect([...map].map(([id, record]) => [id, record.id])).toEqual([
    [1n, 9],
    [2n, 2],
  ]);
  const seen: number[] = [];
  map.forEach((record) => seen.push(record.id));
  expect([seen, map.size]).toEqual([[9, 2], 2]);
});
