/** The faults that webhooks can be given, and how they are written down in a request. */

/** Which webhooks a fault hits. */
export interface FaultScope {
  /** `something.myshopify.com`; null = every shop. */
  shop: string | null;
  /** A topic, or a pattern with `*` such as `orders/*`. */
  topic: string;
  /** 0 to 1: the share of the webhooks in reach that it hits. */
  share: number;
  /** It ends after so many hits; null = it stays until it is cleared. */
  times: number | null;
}

/** Milliseconds are those of the simulator's clock unless it says real. */
export type FaultSettings =
  | { kind: "delay"; minMs: number; maxMs: number; distribution: "uniform" | "exponential" }
  /** Each webhook goes out `copies` times more, the same in everything. */
  | { kind: "duplicate"; copies: number; withinMs: number }
  /** Collects `size` webhooks, or those of `windowMs`, and sends them shuffled. */
  | { kind: "reorder"; size: number; windowMs: number }
  /** Nothing goes out until it is released, by command or after `forMs`. */
  | { kind: "hold"; forMs: number | null; order: "sent" | "shuffled" }
  /** Gone for good, as now and then at Shopify. */
  | { kind: "lose" }
  /** Somebody else's request besides the true one, or in its place. */
  | {
      kind: "forge";
      how: "bad-hmac" | "no-hmac" | "other-shop" | "tampered-body";
      shopDomain: string;
      isInstead: boolean;
    }
  | { kind: "version"; apiVersion: string }
  /** On the first `attempts` of a delivery; then its retries get through. */
  | { kind: "drop-before"; attempts: number }
  | { kind: "drop-after"; attempts: number }
  | { kind: "slow"; attempts: number; durationRealMs: number };

export type FaultKind = FaultSettings["kind"];

export type FaultInput = FaultScope & FaultSettings;

export type Fault = FaultInput & { id: number; applied: number };

export const FAULT_KINDS: readonly FaultKind[] = [
  "delay",
  "duplicate",
  "reorder",
  "hold",
  "lose",
  "forge",
  "version",
  "drop-before",
  "drop-after",
  "slow",
];

type Body = Record<string, unknown>;

function number(body: Body, name: string, standard: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = body[name] ?? standard;
  if (typeof value === "number" && value >= 0 && value <= most) return value;
  throw new TypeError(`${name} must be a number from 0 to ${most}, not ${JSON.stringify(value)}.`);
}

function oneOf<T extends string>(body: Body, name: string, values: readonly [T, ...T[]]): T {
  const value = body[name] ?? values[0];
  const found = values.find((each) => each === value);
  if (found) return found;
  throw new TypeError(`${name} must be one of ${values.join(", ")}, not ${JSON.stringify(value)}.`);
}

const text = (body: Body, name: string, standard: string): string =>
  typeof body[name] === "string" ? body[name] : standard;

const SCOPE_NAMES = ["kind", "shop", "topic", "share", "times"];

function settings(kind: FaultKind, body: Body): FaultSettings {
  switch (kind) {
    case "delay": {
      const minMs = number(body, "minMs", 0);
      const maxMs = number(body, "maxMs", Math.max(minMs, 60_000));
      if (maxMs < minMs) throw new TypeError("maxMs must not be below minMs.");
      return { kind, minMs, maxMs, distribution: oneOf(body, "distribution", ["uniform", "exponential"]) };
    }
    case "duplicate":
      return { kind, copies: number(body, "copies", 1, 1000), withinMs: number(body, "withinMs", 0) };
    case "reorder":
      return { kind, size: number(body, "size", 10, 1_000_000), windowMs: number(body, "windowMs", 60_000) };
    case "hold": {
      const forMs = body["forMs"] === undefined || body["forMs"] === null ? null : number(body, "forMs", 0);
      return { kind, forMs, order: oneOf(body, "order", ["sent", "shuffled"]) };
    }
    case "lose":
      return { kind };
    case "forge":
      return {
        kind,
        how: oneOf(body, "how", ["bad-hmac", "no-hmac", "other-shop", "tampered-body"]),
        shopDomain: text(body, "shopDomain", "somebody-else.myshopify.com"),
        isInstead: body["isInstead"] === true,
      };
    case "version":
      return { kind, apiVersion: text(body, "apiVersion", "unstable") };
    case "drop-before":
    case "drop-after":
      return { kind, attempts: number(body, "attempts", 1) };
    case "slow":
      return {
        kind,
        attempts: number(body, "attempts", 1),
        durationRealMs: number(body, "durationRealMs", 1_000),
      };
  }
}

/** Reads a fault from JSON; throws a TypeError that says what is wrong, also with a name that means nothing. */
export function readFault(body: Body): FaultInput {
  const kind = FAULT_KINDS.find((each) => each === body["kind"]);
  if (!kind) {
    throw new TypeError(
      `kind must be one of ${FAULT_KINDS.join(", ")}, not ${JSON.stringify(body["kind"])}.`,
    );
  }
  const own = settings(kind, body);
  const known = new Set([...SCOPE_NAMES, ...Object.keys(own)]);
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown) throw new TypeError(`A fault of kind ${kind} has no setting "${unknown}".`);
  const times = body["times"];
  return {
    shop: typeof body["shop"] === "string" ? body["shop"] : null,
    topic: text(body, "topic", "*"),
    share: number(body, "share", 1, 1),
    times: times === undefined || times === null ? null : number(body, "times", 1),
    ...own,
  };
}

/** Whether a topic is meant by a pattern with `*`. */
export function topicMatches(pattern: string, topic: string): boolean {
  const expression = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${expression}$`).test(topic);
}
