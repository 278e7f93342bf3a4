/** Metafields as Liquid sees them: `customer.metafields.<namespace>.<key>`, with `.value` and `.type`. */
import { Drop } from "liquidjs";
import type { Metafield, ShopState } from "#simulator/state/model.ts";

/** Who is reading: a theme app extension may write `$app:…` for the namespaces its app owns, a theme may not. */
export interface MetafieldReader {
  shop: ShopState;
  /** The app whose extension is being rendered; null in a theme. */
  appId: bigint | null;
  /** The product that a reference names, as a Liquid object; null when shoppers cannot see it. */
  productOf?: (reader: MetafieldReader, gid: string) => unknown;
}

/** The `metafields` of one owner. Liquid shows all of them; a definition's access for the storefront is about its API. */
export class MetafieldsDrop extends Drop {
  #reader: MetafieldReader;
  #ownerGid: string;

  constructor(reader: MetafieldReader, ownerGid: string) {
    super();
    this.#reader = reader;
    this.#ownerGid = ownerGid;
  }

  override liquidMethodMissing(namespace: string | number): NamespaceDrop {
    return new NamespaceDrop(
      this.#reader,
      this.#ownerGid,
      resolveNamespace(String(namespace), this.#reader.appId),
    );
  }
}

class NamespaceDrop extends Drop {
  #reader: MetafieldReader;
  #ownerGid: string;
  #namespace: string;

  constructor(reader: MetafieldReader, ownerGid: string, namespace: string) {
    super();
    this.#reader = reader;
    this.#ownerGid = ownerGid;
    this.#namespace = namespace;
  }

  override liquidMethodMissing(key: string | number): MetafieldDrop | null {
    const { metafields } = this.#reader.shop;
    const metafield = metafields.get(`${this.#ownerGid} ${this.#namespace} ${String(key)}`);
    return metafield ? new MetafieldDrop(metafield, this.#reader) : null;
  }
}

/** Prints its value: numbers and booleans as such, JSON as its text. `.value` is the parsed value, or what it refers to. */
export class MetafieldDrop extends Drop {
  #metafield: Metafield;
  #reader: MetafieldReader | null;

  constructor(metafield: Metafield, reader: MetafieldReader | null = null) {
    super();
    this.#metafield = metafield;
    this.#reader = reader;
  }

  get type(): string {
    return this.#metafield.type;
  }

  get value(): unknown {
    const value = parseValue(this.#metafield);
    const reader = this.#reader;
    if (!reader?.productOf || !this.#metafield.type.endsWith("product_reference")) return value;
    const productOf = (gid: unknown) => reader.productOf?.(reader, String(gid)) ?? null;
    // What is deleted or not published is left out, as in Shopify.
    return Array.isArray(value)
      ? value.map(productOf).filter((product) => product !== null)
      : productOf(value);
  }

  get list(): boolean {
    return this.#metafield.type.startsWith("list.");
  }

  override valueOf(): unknown {
    const value = parseValue(this.#metafield);
    return typeof value === "object" ? this.#metafield.value : value;
  }
}

/** `$app` is `app--<id>` and `$app:loyalty` is `app--<id>--loyalty` inside the app's own extension. */
export function resolveNamespace(namespace: string, appId: bigint | null): string {
  if (appId === null) return namespace;
  if (namespace === "$app") return `app--${appId}`;
  return namespace.startsWith("$app:") ? `app--${appId}--${namespace.slice("$app:".length)}` : namespace;
}

function parseValue(metafield: Metafield): unknown {
  const { type, value } = metafield;
  if (type === "number_integer" || type === "number_decimal") return Number(value);
  if (type === "boolean") return value === "true";
  if (type === "json" || type.startsWith("list.") || type === "money" || type === "rating")
    return JSON.parse(value);
  return value;
}
