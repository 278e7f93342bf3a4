/** `include_fields` of a subscription: the payload is cut down to the wanted fields. */

/** A tree of wanted fields; an empty one stands for everything below. */
type Wanted = Map<string, Wanted>;

type Json = Record<string, unknown>;

const trees = new WeakMap<readonly string[], Wanted>();

function treeOf(includeFields: readonly string[]): Wanted {
  const known = trees.get(includeFields);
  if (known) return known;
  const root: Wanted = new Map();
  const whole = new Set(includeFields);
  for (const path of includeFields) {
    let place = root;
    let walked = "";
    for (const name of path.split(".")) {
      walked = walked === "" ? name : `${walked}.${name}`;
      const next: Wanted = place.get(name) ?? new Map();
      place.set(name, next);
      place = next;
      // `line_items` besides `line_items.id` takes the whole of it.
      if (whole.has(walked)) break;
    }
    place.clear();
  }
  trees.set(includeFields, root);
  return root;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function cut(value: unknown, wanted: Wanted): unknown {
  if (wanted.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => cut(item, wanted));
  if (!isObject(value)) return value;
  const kept: Json = {};
  for (const [name, inner] of wanted) {
    if (Object.hasOwn(value, name)) kept[name] = cut(value[name], inner);
  }
  return kept;
}

/**
 * Only the wanted fields, with dots for nested ones (`variants.price`); lists stay lists of smaller records. Fields that
 * the payload does not have are left out. Without wishes the payload as it is.
 */
export function trimPayload(payload: unknown, includeFields: readonly string[]): unknown {
  return includeFields.length === 0 ? payload : cut(payload, treeOf(includeFields));
}
