/** Collections are made, changed, filled and deleted through the Admin API. */
import { randomUUID } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import type { CollectionInput } from "#simulator/state/collections.ts";
import type { Collection } from "#simulator/state/model.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { leaveOut, userErrors } from "../objects/product-parts.ts";
import { type MetafieldInput, metafieldInputErrors, storeMetafields } from "./metafields.ts";

interface GraphqlCollection extends Omit<CollectionInput, "productIds"> {
  id?: string | null;
  products?: string[] | null;
  metafields?: MetafieldInput[] | null;
}

const LEFT_OUT_INPUTS = [
  "image",
  "publications",
  "redirectNewHandle",
  "sources",
  "sourcesToCreate",
  "sourcesToDelete",
  "sourcesToUpdate",
];

const productIds = (ids: unknown): bigint[] =>
  ((ids ?? []) as string[]).map((id) => idOfType(id, "Product") ?? -1n);

function inputOf(args: Arguments): GraphqlCollection {
  const given = (args["collection"] ?? args["input"]) as GraphqlCollection | null | undefined;
  if (!given) throw new NotModelled("a collection mutation without its collection argument");
  leaveOut({ ...given }, LEFT_OUT_INPUTS, "CollectionInput");
  return given;
}

function readCollection(given: GraphqlCollection): CollectionInput {
  const { ruleSet } = given;
  const input: CollectionInput = { ...given, productIds: productIds(given.products) };
  if (!ruleSet) return { ...input, ruleSet: null };
  // GraphQL gives rules out as they came; metafield and category columns are not modelled.
  const rules = (ruleSet.rules ?? []).map(({ column, relation, condition }) => {
    if (/METAFIELD|CATEGORY|TAXONOMY/.test(column)) throw new NotModelled(`CollectionRuleColumn.${column}`);
    return { column, relation, condition };
  });
  return { ...input, ruleSet: { appliedDisjunctively: ruleSet.appliedDisjunctively, rules } };
}

const doneJob = () => ({ id: `gid://shopify/Job/${randomUUID()}`, done: true, query: null });

function collectionCreate(args: Arguments, context: ApiContext) {
  const given = inputOf(args);
  const wrong = metafieldInputErrors(context, "Collection", given.metafields);
  if (wrong.length > 0) return { collection: null, userErrors: wrong };
  const result = context.commands.createCollection(readCollection(given));
  if (!result.ok) return { collection: null, userErrors: userErrors(result.errors) };
  storeMetafields(context, gid("Collection", result.collection.id), given.metafields);
  return { collection: result.collection, userErrors: [] };
}

function collectionUpdate(args: Arguments, context: ApiContext) {
  const given = inputOf(args);
  const id = given.id ? idOfType(given.id, "Collection") : null;
  const wrong = metafieldInputErrors(context, "Collection", given.metafields);
  const nothing = { collection: null, job: null };
  if (wrong.length > 0) return { ...nothing, userErrors: wrong };
  const result = context.commands.updateCollection(id ?? -1n, readCollection(given));
  if (!result.ok) return { ...nothing, userErrors: userErrors(result.errors) };
  storeMetafields(context, gid("Collection", result.collection.id), given.metafields);
  return { collection: result.collection, job: given.ruleSet ? doneJob() : null, userErrors: [] };
}

const collectionId = (args: Arguments): bigint => idOfType(args["id"], "Collection") ?? -1n;

/** `collectionAddProducts` and V2: the second works in the background and passes over known products. */
function addProducts(args: Arguments, context: ApiContext, inBackground: boolean) {
  const result = context.commands.addToCollection(
    collectionId(args),
    productIds(args["productIds"]),
    inBackground,
  );
  const collection: Collection | null = result.ok ? result.collection : null;
  const errors = result.ok ? [] : userErrors(result.errors);
  return { collection, job: result.ok ? doneJob() : null, userErrors: errors };
}

export const collectionMutations: TypeModel = {
  collectionCreate: (_root, args, context) => collectionCreate(args, context),
  collectionUpdate: (_root, args, context) => collectionUpdate(args, context),
  collectionDelete: (_root, args, context) => {
    const { id } = args["input"] as { id: string };
    const result = context.commands.deleteCollection(idOfType(id, "Collection") ?? -1n);
    const { shop } = context;
    return result.ok
      ? { deletedCollectionId: gid("Collection", result.collection.id), shop, userErrors: [] }
      : { deletedCollectionId: null, shop, userErrors: [userError(["id"], "Collection does not exist")] };
  },
  collectionAddProducts: (_root, args, context) => addProducts(args, context, false),
  collectionAddProductsV2: (_root, args, context) => addProducts(args, context, true),
  collectionRemoveProducts: (_root, args, context) => {
    const result = context.commands.removeFromCollection(collectionId(args), productIds(args["productIds"]));
    return result.ok
      ? { job: doneJob(), userErrors: [] }
      : { job: null, userErrors: userErrors(result.errors) };
  },
  collectionReorderProducts: (_root, args, context) => {
    const moves = (args["moves"] as { id: string; newPosition: string }[]).map(({ id, newPosition }) => ({
      productId: idOfType(id, "Product") ?? -1n,
      to: Number(newPosition),
    }));
    const result = context.commands.reorderCollection(collectionId(args), moves);
    return result.ok
      ? { job: doneJob(), userErrors: [] }
      : { job: null, userErrors: userErrors(result.errors) };
  },
};
