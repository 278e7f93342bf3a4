/** A whole simulator as lines of JSON: a head, then for each shop its fields and the entries of its maps. */
import type { ClockSettings } from "#simulator/clock.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import { paidFor } from "#simulator/state/customers-figures.ts";
import type { Order, ShopState } from "#simulator/state/model.ts";
import { ColdMap } from "./cold-map.ts";
import { createDecoder, createEncoder } from "./codec.ts";
import { createOrderText, ORDER_HEAD } from "./order-text.ts";

const FORMAT = "perennial-simulator-state";
const VERSION = 1;

/** What a saved state brings back. */
export interface SavedState {
  clock: ClockSettings;
  shops: ShopState[];
  /** The largest id in use, if it is known: finding it out means reading everything. */
  lastId?: bigint;
}

/** Lines, without line ends. */
export function* writeLines(saved: SavedState): Generator<string> {
  const { encode, newShapes } = createEncoder();
  const { now, speed } = saved.clock;
  const clock = { now: now.toISOString(), speed };
  yield JSON.stringify({ format: FORMAT, version: VERSION, clock, lastId: saved.lastId?.toString() });
  function* line(value: unknown): Generator<string> {
    const text = JSON.stringify(encode(value));
    for (const [shape, keys] of newShapes()) yield JSON.stringify({ shape, keys });
    yield text;
  }
  for (const shop of saved.shops) {
    const entries = Object.entries(shop);
    yield JSON.stringify({ shop: shop.domain });
    yield* line(Object.fromEntries(entries.filter(([, value]) => !(value instanceof Map))));
    for (const [name, map] of entries) {
      if (!(map instanceof Map) || map.size === 0) continue;
      yield JSON.stringify({ map: name });
      for (const entry of map as Map<unknown, unknown>)
        yield* line(name === "orders" ? withHead(entry) : entry);
    }
  }
}

const withHead = ([id, order]: [unknown, unknown]): unknown[] => [
  id,
  [...ORDER_HEAD.map((field) => (order as Order)[field]), paidFor(order as Order)],
  order,
];

interface Directive {
  format?: string;
  version?: number;
  clock?: { now: string; speed: number };
  lastId?: string;
  shape?: number;
  keys?: string[];
  shop?: string;
  map?: string;
}

export interface LineReader {
  read(line: string): void;
  /** Throws a SyntaxError when what was read is not a whole state. */
  end(): SavedState;
}

function readHead(directive: Directive): ClockSettings {
  const { format, version, clock } = directive;
  if (format !== FORMAT || !clock) throw new SyntaxError("This is not a saved state of the simulator.");
  if (version !== VERSION) {
    throw new SyntaxError(`The saved state has version ${version}; this simulator reads ${VERSION}.`);
  }
  return { now: new Date(clock.now), speed: clock.speed };
}

/** Takes the lines one after the other; fields that an older state lacks get their usual values. */
export function createLineReader(): LineReader {
  const decoder = createDecoder();
  const { decode, learnShape } = decoder;
  const sleepingOrders = createOrderText(decoder);
  const shops: ShopState[] = [];
  let clock: ClockSettings | null = null;
  let lastId: bigint | undefined;
  let shop: Record<string, unknown> | null = null;
  let map: Map<unknown, unknown> | null = null;
  let lines = 0;

  const direct = (directive: Directive): void => {
    if (!clock) {
      clock = readHead(directive);
      lastId = directive.lastId === undefined ? undefined : BigInt(directive.lastId);
    } else if (directive.shape !== undefined) learnShape(directive.shape, directive.keys ?? []);
    else if (directive.shop !== undefined) {
      const empty = createShop(directive.shop, {
        ...loadEmptyStore(clock.now),
        products: [],
        collections: [],
        customers: [],
      });
      empty.locations.clear();
      empty.orders = new ColdMap(sleepingOrders);
      shops.push(empty);
      shop = empty as unknown as Record<string, unknown>;
      map = null;
    } else if (directive.map !== undefined && shop?.[directive.map] instanceof Map) {
      map = shop[directive.map] as Map<unknown, unknown>;
    } else throw new SyntaxError(`Line ${lines} of the saved state says nothing this simulator knows.`);
  };

  const take = (value: unknown): void => {
    const decoded = decode(value);
    if (map && Array.isArray(decoded)) map.set(decoded[0], decoded[1]);
    else if (shop && typeof decoded === "object" && decoded !== null) Object.assign(shop, decoded);
    else throw new SyntaxError(`Line ${lines} of the saved state is out of place.`);
  };

  return {
    read: (line) => {
      lines += 1;
      if (map instanceof ColdMap && line.startsWith('[0,"#')) {
        map.putToSleep(BigInt(line.slice(5, line.indexOf('"', 5))), line);
        return;
      }
      const value = JSON.parse(line) as unknown;
      if (Array.isArray(value)) take(value);
      else if (typeof value === "object" && value !== null) direct(value);
      else throw new SyntaxError(`Line ${lines} of the saved state is out of place.`);
    },
    end: () => {
      if (!clock || shops.length === 0) throw new SyntaxError("The saved state is empty.");
      return { clock, shops, lastId };
    },
  };
}
