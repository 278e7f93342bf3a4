/** Collections are made, changed, filled, published and deleted. */
import { gid } from "#simulator/ids.ts";
import { collectionDeletionPayload, collectionPayload } from "#simulator/webhooks/collection-payloads.ts";
import { collectionChanged } from "./collections-members.ts";
import { RULE_RELATIONS } from "./collections-rules.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Collection } from "./model.ts";
import { newCollection } from "./model/catalogue.ts";
import { chooseHandle } from "./products-handles.ts";

export interface CollectionInput {
  title?: string | null;
  handle?: string | null;
  descriptionHtml?: string | null;
  ruleSet?: Collection["ruleSet"];
  sortOrder?: string | null;
  templateSuffix?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
  /** Only of a new one: its first products. */
  productIds?: bigint[];
}

export type CollectionResult = CommandResult<{ collection: Collection }>;

export interface CollectionCommands {
  /** collections/create. Unpublished, as at Shopify. */
  createCollection(input: CollectionInput): CollectionResult;
  /** collections/update. */
  updateCollection(id: bigint, input: CollectionInput): CollectionResult;
  /** collections/delete. */
  deleteCollection(id: bigint): CollectionResult;
  /** collections/update. `skipKnown` passes over products that are in it; else they are an error. */
  addToCollection(id: bigint, productIds: bigint[], skipKnown: boolean): CollectionResult;
  /** collections/update. */
  removeFromCollection(id: bigint, productIds: bigint[]): CollectionResult;
  /** Moves products to places counted from 0. collections/update. */
  reorderCollection(id: bigint, moves: { productId: bigint; to: number }[]): CollectionResult;
  /** Puts it on the online store, or takes it off (null). collections/update. */
  publishCollection(id: bigint, at: Date | null): CollectionResult;
}

const refuse = (field: string, message: string, code?: string) => ({
  ok: false as const,
  errors: [{ field, message, ...(code && { code }) }],
});

const missing = (field = "id") => refuse(field, "Collection does not exist", "COLLECTION_DOES_NOT_EXIST");

function ruleProblems(ruleSet: Collection["ruleSet"] | undefined): CommandError[] {
  return (ruleSet?.rules ?? []).flatMap(({ column, relation, condition }, index) => {
    const field = `ruleSet.rules.${index}`;
    const relations = RULE_RELATIONS[column];
    if (!relations?.includes(relation)) {
      return [
        {
          field,
          message: `Relation ${relation.toLowerCase()} is an invalid relation for ${column.toLowerCase()}`,
        },
      ];
    }
    const needsText = relation !== "IS_SET" && relation !== "IS_NOT_SET";
    if (needsText && condition.trim() === "") return [{ field, message: "Condition can't be blank" }];
    const isNumeric = column.startsWith("VARIANT_") && column !== "VARIANT_TITLE";
    return needsText && isNumeric && Number.isNaN(Number(condition))
      ? [{ field, message: "Condition is not a number" }]
      : [];
  });
}

function textProblems(input: CollectionInput, isNew: boolean): CommandError[] {
  const { title } = input;
  if ((isNew && !title?.trim()) || title?.trim() === "")
    return [{ field: "title", message: "Title can't be blank" }];
  return (title?.length ?? 0) > 255
    ? [{ field: "title", message: "Title is too long (maximum is 255 characters)" }]
    : [];
}

function apply(collection: Collection, input: CollectionInput): void {
  if (input.title) collection.title = input.title.trim();
  if (typeof input.descriptionHtml === "string") collection.descriptionHtml = input.descriptionHtml;
  if (input.ruleSet) collection.ruleSet = input.ruleSet;
  if (input.sortOrder) collection.sortOrder = input.sortOrder;
  if (input.templateSuffix !== undefined) collection.templateSuffix = input.templateSuffix || null;
  if (input.seo?.title !== undefined) collection.seo.title = input.seo.title || null;
  if (input.seo?.description !== undefined) collection.seo.description = input.seo.description || null;
}

const handleTaken = (handle: string) =>
  refuse("handle", `Handle '${handle}' already in use. Please provide a new handle.`);

function create(environment: CommandEnvironment, input: CollectionInput): CollectionResult {
  const { shop } = environment;
  const errors = [...textProblems(input, true), ...ruleProblems(input.ruleSet)];
  if (errors.length > 0) return { ok: false, errors };
  const unknown = (input.productIds ?? []).find((id) => !shop.products.has(id));
  if (unknown !== undefined) return refuse("products", "Product does not exist");
  const wish = {
    records: shop.collections.values(),
    ownId: null,
    given: input.handle,
    title: input.title ?? "",
  };
  const handle = chooseHandle({ ...wish, fallback: "collection" });
  if (handle === null) return handleTaken(input.handle!);
  const collection = newCollection({
    id: environment.allocate(),
    title: input.title ?? "",
    handle,
    productIds: [...new Set(input.productIds)],
    sortOrder: "BEST_SELLING",
    publishedAt: null,
    updatedAt: environment.clock(),
  });
  apply(collection, input);
  shop.collections.set(collection.id, collection);
  environment.emit([{ topic: "collections/create", payload: collectionPayload(shop, collection) }]);
  return { ok: true, collection };
}

function update(environment: CommandEnvironment, id: bigint, input: CollectionInput): CollectionResult {
  const { shop } = environment;
  const collection = shop.collections.get(id);
  if (!collection) return missing();
  const errors = [...textProblems(input, false), ...ruleProblems(input.ruleSet)];
  if (errors.length > 0) return { ok: false, errors };
  if (input.ruleSet && !collection.ruleSet) {
    return refuse("ruleSet", "Cannot update rule set of a custom collection");
  }
  if (input.handle) {
    const wish = {
      records: shop.collections.values(),
      ownId: id,
      given: input.handle,
      title: collection.title,
    };
    const handle = chooseHandle({ ...wish, fallback: "collection" });
    if (handle === null) return handleTaken(input.handle);
    collection.handle = handle;
  }
  apply(collection, input);
  environment.emit([collectionChanged(environment, collection)]);
  return { ok: true, collection };
}

function remove(environment: CommandEnvironment, id: bigint): CollectionResult {
  const { shop } = environment;
  const collection = shop.collections.get(id);
  if (!collection) return missing();
  shop.collections.delete(id);
  dropMetafieldsOf(shop, gid("Collection", id));
  shop.translations.delete(gid("Collection", id));
  environment.emit([{ topic: "collections/delete", payload: collectionDeletionPayload(collection) }]);
  return { ok: true, collection };
}

const smart = (field: string, action: string) =>
  refuse(field, `Can't manually ${action} a smart collection`, "CANT_ADD_TO_SMART_COLLECTION");

function add(
  environment: CommandEnvironment,
  id: bigint,
  productIds: bigint[],
  skipKnown: boolean,
): CollectionResult {
  const { shop } = environment;
  const collection = shop.collections.get(id);
  if (!collection) return missing();
  if (collection.ruleSet) return smart("id", "add products to");
  const isKnown = (productId: bigint): boolean => collection.productIds.includes(productId);
  if (!skipKnown && productIds.some(isKnown))
    return refuse("productIds", "Product is already in the collection");
  const joining = [...new Set(productIds)].filter((each) => shop.products.has(each) && !isKnown(each));
  if (joining.length > 0) {
    collection.productIds.push(...joining);
    environment.emit([collectionChanged(environment, collection)]);
  }
  return { ok: true, collection };
}

function takeOut(environment: CommandEnvironment, id: bigint, productIds: bigint[]): CollectionResult {
  const collection = environment.shop.collections.get(id);
  if (!collection) return missing();
  if (collection.ruleSet) return smart("id", "remove products from");
  const left = collection.productIds.filter((each) => !productIds.includes(each));
  if (left.length < collection.productIds.length) {
    collection.productIds = left;
    environment.emit([collectionChanged(environment, collection)]);
  }
  return { ok: true, collection };
}

function reorder(
  environment: CommandEnvironment,
  id: bigint,
  moves: { productId: bigint; to: number }[],
): CollectionResult {
  const collection = environment.shop.collections.get(id);
  if (!collection) return missing();
  if (collection.sortOrder !== "MANUAL" || collection.ruleSet) {
    return refuse(
      "id",
      "Can't reorder products unless collection is manually sorted",
      "MANUALLY_SORTED_COLLECTION",
    );
  }
  for (const { productId, to } of moves) {
    if (!collection.productIds.includes(productId)) continue;
    const rest = collection.productIds.filter((each) => each !== productId);
    rest.splice(Math.min(to, rest.length), 0, productId);
    collection.productIds = rest;
  }
  environment.emit([collectionChanged(environment, collection)]);
  return { ok: true, collection };
}

function publish(environment: CommandEnvironment, id: bigint, at: Date | null): CollectionResult {
  const collection = environment.shop.collections.get(id);
  if (!collection) return missing();
  if (collection.publishedAt?.getTime() === at?.getTime()) return { ok: true, collection };
  collection.publishedAt = at;
  environment.emit([collectionChanged(environment, collection)]);
  return { ok: true, collection };
}

export function createCollectionCommands(environment: CommandEnvironment): CollectionCommands {
  return {
    createCollection: (input) => create(environment, input),
    updateCollection: (id, input) => update(environment, id, input),
    deleteCollection: (id) => remove(environment, id),
    addToCollection: (id, productIds, skipKnown) => add(environment, id, productIds, skipKnown),
    removeFromCollection: (id, productIds) => takeOut(environment, id, productIds),
    reorderCollection: (id, moves) => reorder(environment, id, moves),
    publishCollection: (id, at) => publish(environment, id, at),
  };
}
