/** `metafieldsSet`, `metafieldsDelete`, and the `metafields` of other inputs. */
import { gid, parseGid } from "#simulator/ids.ts";
import { metafieldById } from "#simulator/state/metafields-index.ts";
import { isModelledOwner, ownerTypeOfGid, WRITE_SCOPES } from "#simulator/state/metafields-owners.ts";
import {
  isForeign,
  type MetafieldProblem,
  type MetafieldWrite,
  newOwnerProblems,
  resolveNamespace,
} from "#simulator/state/metafields.ts";
import { itemType, LEFT_OUT_TYPES } from "#simulator/state/metafields-values.ts";
import { requireScope } from "../access.ts";
import { type ApiContext, NotModelled, type TypeModel, type UserError, userError } from "../context.ts";
import { readId } from "../ids.ts";
import { storedOwner } from "../objects/metafield.ts";

/** Shopify takes this many metafields in one call. */
const SET_LIMIT = 25;
const REQUEST_LIMIT_BYTES = 10_000_000;

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

/** Fails by name for types and owners that Shopify has and the simulator leaves out. */
function refuseLeftOut(type: string | null | undefined, ownerGid: string): void {
  if (type && LEFT_OUT_TYPES.includes(itemType(type))) throw new NotModelled(`the metafield type ${type}`);
  const owner = parseGid(ownerGid)?.type ?? "";
  if (!isModelledOwner(owner)) throw new NotModelled(`metafields of ${owner}`);
}

/** Throws ACCESS_DENIED when the app may not write to what the metafields belong to. */
function requireOwnerScopes(context: ApiContext, ownerGids: string[], field: string): void {
  for (const ownerGid of new Set(ownerGids)) {
    const scope = WRITE_SCOPES[ownerTypeOfGid(ownerGid)];
    if (scope) requireScope(context, scope, field);
  }
}

const problem = ({ field, message, code, elementIndex }: MetafieldProblem, before: string[]): UserError => ({
  ...userError([...before, ...field.split(".")], message, code),
  elementIndex,
});

function metafieldsSet(inputs: SetInput[], context: ApiContext) {
  const { app } = context;
  if (inputs.length > SET_LIMIT) {
    const message = `Exceeded the maximum metafields input limit of ${SET_LIMIT}.`;
    return { metafields: null, userErrors: [userError(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")] };
  }
  const bytes = inputs.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
  if (bytes > REQUEST_LIMIT_BYTES) {
    return {
      metafields: null,
      userErrors: [userError(["metafields"], "Request payload is too large.", "TOO_LONG")],
    };
  }
  const writes = inputs.map((input): MetafieldWrite => {
    readId(input.ownerId);
    refuseLeftOut(input.type, input.ownerId);
    return {
      ...input,
      ownerGid: storedOwner(input.ownerId),
      namespace: resolveNamespace(input.namespace, app.appId),
    };
  });
  requireOwnerScopes(
    context,
    writes.map(({ ownerGid }) => ownerGid),
    "metafieldsSet",
  );
  const result = context.commands.setMetafields(writes, app.appId);
  if (result.ok) return { metafields: result.metafields, userErrors: [] };
  return { metafields: [], userErrors: result.errors.map((error) => problem(error, ["metafields"])) };
}

function metafieldsDelete(
  inputs: { ownerId: string; namespace: string; key: string }[],
  context: ApiContext,
) {
  const identifiers = inputs.map(({ ownerId, namespace, key }) => {
    readId(ownerId);
    return { ownerGid: storedOwner(ownerId), namespace: resolveNamespace(namespace, context.app.appId), key };
  });
  requireOwnerScopes(
    context,
    identifiers.map(({ ownerGid }) => ownerGid),
    "metafieldsDelete",
  );
  if (identifiers.some(({ namespace }) => isForeign(namespace, context.app.appId))) {
    const message = "Access to this namespace and key on Metafields for this resource type is not allowed.";
    return { deletedMetafields: [], userErrors: [userError(["metafields"], message)] };
  }
  const deleted = context.commands.deleteMetafields(identifiers);
  return {
    deletedMetafields: identifiers.map(({ namespace, key }, index) =>
      deleted[index] ? { ownerId: inputs[index]!.ownerId, namespace, key } : null,
    ),
    userErrors: [],
  };
}

export const metafieldMutations: TypeModel = {
  metafieldsSet: (_root, args, context) => metafieldsSet(args["metafields"] as SetInput[], context),
  metafieldsDelete: (_root, args, context) =>
    metafieldsDelete(args["metafields"] as { ownerId: string; namespace: string; key: string }[], context),
};

/** A `MetafieldInput`: metafields that come with their owner. */
export interface MetafieldInput {
  id?: string | null;
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
}

/** Metafields that come with their owner, as writes. `ownerGid` of an owner that is not there yet ends with `/0`. */
export function metafieldWrites(
  context: ApiContext,
  ownerGid: string,
  inputs: MetafieldInput[] | null | undefined,
): MetafieldWrite[] {
  return (inputs ?? []).map((input) => {
    refuseLeftOut(input.type, ownerGid);
    const known = input.id ? metafieldById(context.shop, readId(input.id).id) : null;
    return {
      ownerGid,
      namespace: known?.namespace ?? resolveNamespace(input.namespace, context.app.appId),
      key: known?.key ?? input.key ?? "",
      type: input.type ?? known?.type ?? null,
      value: input.value ?? known?.value ?? "",
    };
  });
}

/** What is wrong with the metafields of an owner of this type, before it is made or changed. */
export function metafieldInputErrors(
  context: ApiContext,
  typeName: string,
  inputs: MetafieldInput[] | null | undefined,
): UserError[] {
  const writes = metafieldWrites(context, gid(typeName, 0n), inputs);
  return newOwnerProblems(context.shop, writes, context.app.appId).map((error) =>
    problem(error, ["metafields"]),
  );
}

/** Stores metafields that `metafieldInputErrors` found nothing wrong with. */
export function storeMetafields(
  context: ApiContext,
  ownerGid: string,
  inputs: MetafieldInput[] | null | undefined,
): void {
  const writes = metafieldWrites(context, ownerGid, inputs);
  if (writes.length > 0) context.commands.setMetafields(writes, context.app.appId);
}
