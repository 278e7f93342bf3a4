/**
 * Plain data to JSON values and back, compactly: a list is `[0, …items]`, an object `[n, …values]` where n names its
 * list of keys (its shape), a Map `[-1, key, value, …]`, a Set `[-2, …]`; a bigint is `"#12"`, a Date `"@"` and its
 * milliseconds, and a text that begins with one of `# @ ~` gets a `~` in front.
 */

const LIST = 0;
const MAP = -1;
const SET = -2;
const FIRST_SHAPE = 1;

type Encoded = string | number | boolean | null | Encoded[];

export interface Encoder {
  encode(value: unknown): Encoded;
  /** Shapes that came up since the last call: their numbers and keys. The reader must know them first. */
  newShapes(): [shape: number, keys: string[]][];
}

const escape = (text: string): string => (/^[#@~]/.test(text) ? `~${text}` : text);

/** Makes an encoder that numbers shapes as they come. Throws a TypeError on what is not plain data. */
export function createEncoder(): Encoder {
  const shapes = new Map<string, number>();
  let fresh: [number, string[]][] = [];

  const shapeOf = (keys: string[]): number => {
    const name = JSON.stringify(keys);
    const known = shapes.get(name);
    if (known !== undefined) return known;
    const shape = FIRST_SHAPE + shapes.size;
    shapes.set(name, shape);
    fresh.push([shape, keys]);
    return shape;
  };

  const encodeObject = (value: object): Encoded => {
    if (Array.isArray(value)) return [LIST, ...value.map(encode)];
    if (value instanceof Date) return `@${value.getTime()}`;
    if (value instanceof Map)
      return [MAP, ...[...value].flatMap(([key, each]) => [encode(key), encode(each)])];
    if (value instanceof Set) return [SET, ...[...value].map(encode)];
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(`The state holds a ${value.constructor.name}, which cannot be saved.`);
    }
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return [shapeOf(entries.map(([key]) => key)), ...entries.map(([, each]) => encode(each))];
  };

  const encode = (value: unknown): Encoded => {
    switch (typeof value) {
      case "string":
        return escape(value);
      case "bigint":
        return `#${value}`;
      case "number":
      case "boolean":
        return value;
      case "object":
        return value === null ? null : encodeObject(value);
      default:
        throw new TypeError(`The state holds a ${typeof value}, which cannot be saved.`);
    }
  };

  return {
    encode,
    newShapes: () => {
      const shown = fresh;
      fresh = [];
      return shown;
    },
  };
}

export interface Decoder {
  decode(value: unknown): unknown;
  /** The same with everything in it frozen. */
  decodeFrozen(value: unknown): unknown;
  learnShape(shape: number, keys: string[]): void;
  /** The keys of a shape, in the order of its values. */
  keysOf(shape: number): string[];
}

/** Repeated values (ids of products, small amounts, one action's time) are made once: nobody changes them in place. */
const SHARED_LIMIT = 200_000;

interface Shape {
  keys: string[];
  /** Copies of one object share its hidden class, with room for all fields: half the memory of adding them in turn. */
  template: Record<string, unknown>;
}

/** Makes the decoder for what one encoder wrote. Throws a SyntaxError on anything else. */
export function createDecoder(): Decoder {
  const shapes: (Shape | undefined)[] = [];
  let shared = new Map<string, bigint | Date>();
  let freezing = false;

  const share = (text: string, make: (digits: string) => bigint | Date): bigint | Date => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    if (shared.size >= SHARED_LIMIT) shared = new Map();
    const made = make(text.slice(1));
    shared.set(text, made);
    return made;
  };

  const decodeText = (text: string): unknown => {
    switch (text.charCodeAt(0)) {
      case 35:
        return share(text, BigInt);
      case 64:
        return share(text, (digits) => new Date(Number(digits)));
      case 126:
        return text.slice(1);
      default:
        return text;
    }
  };

  const decodeMap = (items: unknown[]): Map<unknown, unknown> => {
    const map = new Map<unknown, unknown>();
    for (let index = 1; index < items.length; index += 2)
      map.set(decode(items[index]), decode(items[index + 1]));
    return map;
  };

  const decodeRecord = (items: unknown[]): Record<string, unknown> => {
    const shape = shapes[Number(items[0])];
    if (!shape || shape.keys.length !== items.length - 1) {
      throw new SyntaxError(`The saved state uses the unknown shape ${String(items[0])}.`);
    }
    const record = { ...shape.template };
    for (let index = 0; index < shape.keys.length; index += 1) {
      record[shape.keys[index]!] = decode(items[index + 1]);
    }
    return freezing ? Object.freeze(record) : record;
  };

  const decodeItems = (items: unknown[]): unknown => {
    const [kind] = items;
    if (kind === LIST) {
      const list: unknown[] = [];
      for (let index = 1; index < items.length; index += 1) list.push(decode(items[index]));
      return freezing ? Object.freeze(list) : list;
    }
    if (kind === MAP) return decodeMap(items);
    if (kind === SET) return new Set(items.slice(1).map(decode));
    return decodeRecord(items);
  };

  const decode = (value: unknown): unknown => {
    if (typeof value === "string") return decodeText(value);
    return Array.isArray(value) ? decodeItems(value) : value;
  };

  return {
    decode,
    decodeFrozen: (value) => {
      freezing = true;
      try {
        return decode(value);
      } finally {
        freezing = false;
      }
    },
    keysOf: (shape) => shapes[shape]?.keys ?? [],
    learnShape: (shape, keys) => {
      const named = Object.fromEntries(keys.map((key) => [key, null]));
      shapes[shape] = { keys, template: JSON.parse(JSON.stringify(named)) as Record<string, unknown> };
    },
  };
}
