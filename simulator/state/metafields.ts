/** Metafields are set and deleted. What may be stored follows from the type and the definition. */
import { createHash } from "node:crypto";
import type { CommandError } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { findDefinition } from "./metafields-definitions.ts";
import { dropMetafield, metafieldKey, metafieldsWithValue, noteMetafield } from "./metafields-index.ts";
import { metafieldOwner, ownerTypeOfGid } from "./metafields-owners.ts";
import { definitionProblem } from "./metafields-validations.ts";
import { isKnownType, METAFIELD_TYPES, storedValue, valueProblem } from "./metafields-values.ts";
import type { Metafield, MetafieldDefinition, ShopState } from "./model.ts";

export interface MetafieldWrite {
  ownerGid: string;
  /** Resolved; see `resolveNamespace`. */
  namespace: string;
  key: string;
  /** Without it the definition's, or the stored metafield's. */
  type?: string | null;
  value: string;
  /** What the write is based on; null = the metafield must not exist; undefined = whatever there is. */
  compareDigest?: string | null;
}

export interface MetafieldProblem extends CommandError {
  code: string;
  elementIndex: number | null;
}

export interface MetafieldCommands {
  /**
   * Sets all of them or none. `appId`: the app that writes, which may not touch the namespaces of other apps; null = the
   * merchant. The fields of errors begin with the place in the list. Sends no webhook.
   */
  setMetafields(
    writes: MetafieldWrite[],
    appId: bigint | null,
  ): { ok: true; metafields: Metafield[] } | { ok: false; errors: MetafieldProblem[] };
  /** false for each that was not there. */
  deleteMetafields(identifiers: { ownerGid: string; namespace: string; key: string }[]): boolean[];
}

/** `$app:loyalty` is `app--<appId>--loyalty`, `$app` alone `app--<appId>`; other namespaces stay as they are. */
export function resolveNamespace(namespace: string | null | undefined, appId: bigint): string {
  const name = namespace || "$app";
  if (name === "$app") return `app--${appId}`;
  return name.startsWith("$app:") ? `app--${appId}--${name.slice(5)}` : name;
}

/** Whether a namespace belongs to another app than this one. */
export const isForeign = (namespace: string, appId: bigint | null): boolean =>
  namespace.startsWith("app--") &&
  !(appId !== null && (namespace === `app--${appId}` || namespace.startsWith(`app--${appId}--`)));

/** Whether an app may read a metafield: other apps' are theirs alone unless the definition says otherwise. */
export function isReadable(shop: ShopState, metafield: Metafield, appId: bigint): boolean {
  if (!isForeign(metafield.namespace, appId)) return true;
  const ownerType = ownerTypeOfGid(metafield.ownerGid);
  return findDefinition(shop, { ...metafield, ownerType })?.access.admin.startsWith("PUBLIC_READ") ?? false;
}

/** Changes whenever type or value do; sent back to say what a write is based on. */
export const compareDigest = ({ type, value }: Metafield): string =>
  createHash("sha256").update(`${type} ${value}`).digest("hex");

const NAME = /^[a-zA-Z0-9_-]+$/;

/** What is wrong with a namespace and key: `[field, sentence, code]`. */
export function nameProblem(
  namespace: string,
  key: string,
  appId: bigint | null,
): [string, string, string] | null {
  if (isForeign(namespace, appId)) {
    const message = "Access to this namespace and key on Metafields for this resource type is not allowed.";
    return ["namespace", message, "APP_NOT_AUTHORIZED"];
  }
  if (namespace.length < 3)
    return ["namespace", "Namespace is too short (minimum is 3 characters)", "TOO_SHORT"];
  if (namespace.length > 255)
    return ["namespace", "Namespace is too long (maximum is 255 characters)", "TOO_LONG"];
  if (key.length < 2) return ["key", "Key is too short (minimum is 2 characters)", "TOO_SHORT"];
  if (key.length > 64) return ["key", "Key is too long (maximum is 64 characters)", "TOO_LONG"];
  const characters = "contains one or more invalid characters.";
  if (!NAME.test(namespace)) return ["namespace", `Namespace ${characters}`, "INVALID"];
  return NAME.test(key) ? null : ["key", `Key ${characters}`, "INVALID"];
}

interface Checked {
  write: MetafieldWrite;
  type: string;
  stored: Metafield | undefined;
}

/** Whether another owner's metafield of a definition with unique values has the value. */
function isTaken(
  shop: ShopState,
  definition: MetafieldDefinition,
  { ownerGid, value }: MetafieldWrite,
): boolean {
  const other = findByUniqueValue(shop, definition, value);
  return other !== null && other.ownerGid !== ownerGid;
}

/** The metafield that has a value under a definition whose values are unique. */
export function findByUniqueValue(
  shop: ShopState,
  at: { ownerType: string; namespace: string; key: string },
  value: string,
): Metafield | null {
  const found = metafieldsWithValue(shop, at, value);
  return found.find(({ ownerGid }) => ownerTypeOfGid(ownerGid) === at.ownerType) ?? null;
}

const STALE =
  "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.";

function digestProblem(
  { compareDigest: given }: MetafieldWrite,
  stored: Metafield | undefined,
): [string, string] | null {
  if (given === undefined) return null;
  if (given !== null && !stored) return ["Invalid `compareDigest` value.", "INVALID_COMPARE_DIGEST"];
  return given === (stored ? compareDigest(stored) : null) ? null : [STALE, "STALE_OBJECT"];
}

/** `isNewOwner`: the owner is about to be made. */
function check(
  shop: ShopState,
  write: MetafieldWrite,
  appId: bigint | null,
  { index, isNewOwner = false }: { index: number; isNewOwner?: boolean },
): Checked | MetafieldProblem {
  const fail = (
    field: string,
    message: string,
    code: string,
    elementIndex: number | null = null,
  ): MetafieldProblem => ({
    field: field === "" ? String(index) : `${index}.${field}`,
    message,
    code,
    elementIndex,
  });
  const { ownerGid, namespace, key, value } = write;
  if (!isNewOwner && !metafieldOwner(shop, ownerGid))
    return fail("ownerId", "Owner does not exist.", "INVALID");
  const wrongName = nameProblem(namespace, key, appId);
  if (wrongName) return fail(...wrongName);
  const stored = shop.metafields.get(metafieldKey(ownerGid, namespace, key));
  const stale = digestProblem(write, stored);
  if (stale) return fail("", stale[0], stale[1], index);
  const definition = findDefinition(shop, { ownerType: ownerTypeOfGid(ownerGid), namespace, key });
  const type = write.type || definition?.type || stored?.type;
  if (!type) return fail("type", "Type can't be blank", "BLANK");
  if (definition && definition.type !== type) {
    const message = `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`;
    return fail("type", message, "INVALID_TYPE");
  }
  if (!isKnownType(type))
    return fail("type", `Type must be one of the following: ${METAFIELD_TYPES.join(", ")}.`, "INCLUSION");
  const problem = valueProblem(shop, type, value) ?? (definition && definitionProblem(definition, value));
  if (problem) {
    const code = "code" in problem ? String(problem.code) : "INVALID_VALUE";
    return fail("value", problem.message, code, problem.elementIndex);
  }
  if (definition?.capabilities.uniqueValues && isTaken(shop, definition, write)) {
    const message =
      "Value is already assigned to another metafield. Choose a different value to ensure it remains unique.";
    return fail("value", message, "TAKEN");
  }
  return { write, type, stored };
}

/** What is wrong with the metafields of an owner that is about to be made, of the type in the writes' global ids. */
export function newOwnerProblems(
  shop: ShopState,
  writes: MetafieldWrite[],
  appId: bigint | null,
): MetafieldProblem[] {
  const checked = writes.map((write, index) => check(shop, write, appId, { index, isNewOwner: true }));
  return checked.filter((each): each is MetafieldProblem => "message" in each);
}

function store(environment: CommandEnvironment, { write, type }: Checked): Metafield {
  const { shop } = environment;
  const now = environment.clock();
  const { ownerGid, namespace, key } = write;
  const value = storedValue(type, write.value);
  const stored = shop.metafields.get(metafieldKey(ownerGid, namespace, key));
  if (!stored) {
    const made = {
      id: environment.allocate(),
      ownerGid,
      namespace,
      key,
      type,
      value,
      createdAt: now,
      updatedAt: now,
    };
    noteMetafield(shop, made);
    return made;
  }
  if (stored.value !== value || stored.type !== type) stored.updatedAt = now;
  stored.type = type;
  stored.value = value;
  noteMetafield(shop, stored);
  return stored;
}

export function createMetafieldCommands(environment: CommandEnvironment): MetafieldCommands {
  const { shop } = environment;
  return {
    setMetafields: (writes, appId) => {
      const checked = writes.map((write, index) => check(shop, write, appId, { index }));
      const errors = checked.filter((each): each is MetafieldProblem => "message" in each);
      if (errors.length > 0) return { ok: false, errors };
      return { ok: true, metafields: checked.map((each) => store(environment, each as Checked)) };
    },
    deleteMetafields: (identifiers) =>
      identifiers.map(({ ownerGid, namespace, key }) => dropMetafield(shop, ownerGid, namespace, key)),
  };
}
