/**
 * Finds metafields by owner and by id without reading them all. Worked out when first asked for; a map that grew or
 * shrank without `noteMetafield` is noticed by its size.
 */
import type { Metafield, ShopState } from "./model.ts";

interface Index {
  size: number;
  /** Keys of the state's map. */
  byOwner: Map<string, Set<string>>;
  byId: Map<bigint, string>;
  /** By namespace and key. */
  byName: Map<string, Set<string>>;
  /** By namespace and key, then by value; only of names that were asked for. May hold values that have changed since. */
  byValue: Map<string, Map<string, Set<string>>>;
}

const known = new WeakMap<ShopState, Index>();

/** Key of a metafield in the state's map. */
export const metafieldKey = (ownerGid: string, namespace: string, key: string): string =>
  `${ownerGid} ${namespace} ${key}`;

const keyOf = ({ ownerGid, namespace, key }: Metafield): string => metafieldKey(ownerGid, namespace, key);

const nameOf = ({ namespace, key }: Pick<Metafield, "namespace" | "key">): string => `${namespace} ${key}`;

function addTo(sets: Map<string, Set<string>>, at: string, key: string): void {
  const keys = sets.get(at);
  if (keys) keys.add(key);
  else sets.set(at, new Set([key]));
}

function add(index: Index, metafield: Metafield): void {
  const [key, name] = [keyOf(metafield), nameOf(metafield)];
  index.byId.set(metafield.id, key);
  addTo(index.byOwner, metafield.ownerGid, key);
  addTo(index.byName, name, key);
  const values = index.byValue.get(name);
  if (values) addTo(values, metafield.value, key);
}

function indexOf(shop: ShopState): Index {
  const kept = known.get(shop);
  if (kept?.size === shop.metafields.size) return kept;
  const index: Index = {
    size: shop.metafields.size,
    byOwner: new Map(),
    byId: new Map(),
    byName: new Map(),
    byValue: new Map(),
  };
  for (const metafield of shop.metafields.values()) add(index, metafield);
  known.set(shop, index);
  return index;
}

/** All metafields of an owner, by its global id, in the order they were made. */
export function metafieldsOf(shop: ShopState, ownerGid: string): Metafield[] {
  const keys = indexOf(shop).byOwner.get(ownerGid) ?? [];
  return [...keys].flatMap((key) => shop.metafields.get(key) ?? []);
}

export const metafieldById = (shop: ShopState, id: bigint): Metafield | null =>
  shop.metafields.get(indexOf(shop).byId.get(id) ?? "") ?? null;

/** All metafields with a namespace and key, whatever they belong to. */
export function metafieldsNamed(shop: ShopState, at: Pick<Metafield, "namespace" | "key">): Metafield[] {
  const keys = indexOf(shop).byName.get(nameOf(at)) ?? [];
  return [...keys].flatMap((key) => shop.metafields.get(key) ?? []);
}

/** The metafields with a namespace and key that have a value. */
export function metafieldsWithValue(
  shop: ShopState,
  at: Pick<Metafield, "namespace" | "key">,
  value: string,
): Metafield[] {
  const index = indexOf(shop);
  const name = nameOf(at);
  let values = index.byValue.get(name);
  if (!values) {
    values = new Map();
    index.byValue.set(name, values);
    for (const metafield of metafieldsNamed(shop, at)) addTo(values, metafield.value, keyOf(metafield));
  }
  return [...(values.get(value) ?? [])].flatMap((key) => {
    const metafield = shop.metafields.get(key);
    return metafield?.value === value ? [metafield] : [];
  });
}

/** Puts a metafield into the state, or notes that its value changed. */
export function noteMetafield(shop: ShopState, metafield: Metafield): void {
  const index = known.get(shop);
  shop.metafields.set(keyOf(metafield), metafield);
  if (!index) return;
  add(index, metafield);
  index.size = shop.metafields.size;
}

/** Takes a metafield out of the state; false when it was not there. */
export function dropMetafield(shop: ShopState, ownerGid: string, namespace: string, key: string): boolean {
  const at = metafieldKey(ownerGid, namespace, key);
  const metafield = shop.metafields.get(at);
  if (!metafield) return false;
  const index = indexOf(shop);
  shop.metafields.delete(at);
  index.byOwner.get(ownerGid)?.delete(at);
  index.byName.get(nameOf(metafield))?.delete(at);
  index.byId.delete(metafield.id);
  index.size = shop.metafields.size;
  return true;
}

/** Call when an owner is deleted: its metafields go with it. */
export function dropMetafieldsOf(shop: ShopState, ownerGid: string): void {
  for (const { namespace, key } of metafieldsOf(shop, ownerGid))
    dropMetafield(shop, ownerGid, namespace, key);
}
