/**
 * An order as it stands on its line of a saved state, `[0, "#id", [0, …head], [shape, …values]]`: read as a whole, or
 * only the fields that somebody asks for. What stands in the head is read without the rest.
 */
import type { Order } from "#simulator/state/model.ts";
import type { RecordText } from "./cold-map.ts";
import type { Decoder } from "./codec.ts";

/** Fields of an order that stand before it on its line: what indexes, searches and sorting ask for most. */
export const ORDER_HEAD = [
  "customerId",
  "number",
  "processedAt",
  "createdAt",
  "updatedAt",
] as const satisfies (keyof Order)[];

/** What was paid for an order stands in its head too; views have it under this key, when the state has it. */
export const PAID = Symbol("paid");
const PAID_INDEX = ORDER_HEAD.length;

const HEAD_INDEXES = new Map<string, number>(ORDER_HEAD.map((field, index) => [field, index]));

const entryOf = (text: string): unknown[] => JSON.parse(text) as unknown[];

const headStart = (text: string): number => text.indexOf("[", 1);

/** The values of the head as they are written: plain scalars without commas. There may be fewer in an older state. */
function headOf(text: string): string[] {
  const from = headStart(text);
  return text
    .slice(from + 1, text.indexOf("]", from))
    .split(",")
    .slice(1);
}

/** The same as the decoder does, without keeping values that hardly come up twice. */
function headValue(written: string): unknown {
  if (written.startsWith('"#')) return BigInt(written.slice(2, -1));
  if (written.startsWith('"@')) return new Date(Number(written.slice(2, -1)));
  return JSON.parse(written) as unknown;
}

function shapeOf(text: string): number {
  const from = text.indexOf("[", headStart(text) + 1) + 1;
  return Number(text.slice(from, text.indexOf(",", from)));
}

/** What a view of an order has read so far. */
interface Reading {
  text: string;
  head: string[] | null;
  /** The order's values as they are written. */
  items: unknown[] | null;
  /** Values that were read, by field; those of the head are not kept. */
  known: Map<string, unknown> | null;
}

const READING = Symbol("reading");

/** What all orders of a shape have in common: a getter for each field. */
function createPrototype(keys: string[], decoder: Decoder): object {
  const read = (reading: Reading, key: string, index: number): unknown => {
    if (key === "id") return BigInt(reading.text.slice(5, reading.text.indexOf('"', 5)));
    const inHead = HEAD_INDEXES.get(key);
    if (inHead !== undefined) {
      reading.head ??= headOf(reading.text);
      if (inHead < reading.head.length) return headValue(reading.head[inHead]!);
    }
    reading.items ??= entryOf(reading.text)[3] as unknown[];
    reading.known ??= new Map();
    const value = decoder.decodeFrozen(reading.items[index + 1]);
    reading.known.set(key, value);
    return value;
  };
  const prototype = {
    get [PAID](): unknown {
      const reading = (this as unknown as { [READING]: Reading })[READING];
      reading.head ??= headOf(reading.text);
      const paid = reading.head[PAID_INDEX];
      return paid === undefined ? undefined : headValue(paid);
    },
  };
  for (const [index, key] of keys.entries()) {
    Object.defineProperty(prototype, key, {
      enumerable: true,
      get(this: { [READING]: Reading }): unknown {
        const reading = this[READING];
        if (reading.known?.has(key)) return reading.known.get(key);
        return read(reading, key, index);
      },
    });
  }
  return prototype;
}

/** How the orders of a state are read, by the decoder of its lines. */
export function createOrderText(decoder: Decoder): RecordText<Order> {
  const prototypes: (object | undefined)[] = [];
  return {
    wake: (text) => decoder.decode(entryOf(text)[3]) as Order,
    look: (text) => decoder.decodeFrozen(entryOf(text)[3]) as Order,
    view: (text) => {
      const shape = shapeOf(text);
      const prototype = (prototypes[shape] ??= createPrototype(decoder.keysOf(shape), decoder));
      const reading: Reading = { text, head: null, items: null, known: null };
      return Object.create(prototype, { [READING]: { value: reading } }) as Order;
    },
    head: (text) => {
      const [customerId = "null", number = "0"] = headOf(text);
      return { customerId: headValue(customerId) as bigint | null, number: Number(number) };
    },
  };
}
