/** Products are made, changed, published and deleted through the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { Product } from "#simulator/state/model.ts";
import type { NewProductInput, ProductInput } from "#simulator/state/products.ts";
import {
  type ApiContext,
  type Arguments,
  NotModelled,
  type TypeModel,
  typed,
  type UserError,
  userError,
} from "../context.ts";
import { idOfType } from "../ids.ts";
import { leaveOut, ONLINE_STORE, userErrors } from "../objects/product-parts.ts";
import { type MetafieldInput, metafieldInputErrors, storeMetafields } from "./metafields.ts";

/** Inputs of products that the simulator leaves out. */
export const LEFT_OUT_INPUTS = [
  "category",
  "claimOwnership",
  "combinedListingRole",
  "giftCardTemplateSuffix",
  "redirectNewHandle",
  "requiresSellingPlan",
];

export interface GraphqlProductInput extends Omit<
  ProductInput,
  "joinCollections" | "leaveCollections" | "picture"
> {
  id?: string | null;
  giftCard?: boolean | null;
  productOptions?: { name?: string | null; values?: { name?: string | null }[] | null }[] | null;
  collectionsToJoin?: string[] | null;
  collectionsToLeave?: string[] | null;
  metafields?: MetafieldInput[] | null;
}

const collectionIds = (ids: string[] | null | undefined): bigint[] =>
  (ids ?? []).map((id) => idOfType(id, "Collection") ?? -1n);

/** The picture of a `CreateMediaInput` list: one image is modelled. */
function pictureOf(media: unknown): { picture?: string } {
  const [first, ...more] = (media ?? []) as { originalSource: string; mediaContentType: string }[];
  if (!first) return {};
  if (more.length > 0 || first.mediaContentType !== "IMAGE") {
    throw new NotModelled("media besides one picture for each product");
  }
  return { picture: first.originalSource };
}

export const readOptions = (
  given: GraphqlProductInput["productOptions"],
): { name: string; values: string[] }[] =>
  (given ?? []).map(({ name, values }) => ({
    name: name ?? "",
    values: (values ?? []).map((value) => value.name ?? ""),
  }));

function readProduct(given: GraphqlProductInput, media: unknown): ProductInput {
  leaveOut({ ...given }, LEFT_OUT_INPUTS, "ProductCreateInput");
  return {
    ...given,
    ...pictureOf(media),
    joinCollections: collectionIds(given.collectionsToJoin),
    leaveCollections: collectionIds(given.collectionsToLeave),
  };
}

/** Shopify names the input for handles, and nothing but the field for the rest. */
export const productErrors = (errors: CommandError[]): UserError[] =>
  errors.flatMap((error) => userErrors([error], error.field === "handle" ? ["input"] : []));

const inputOf = (args: Arguments): GraphqlProductInput => {
  const given = (args["product"] ?? args["input"]) as GraphqlProductInput | null | undefined;
  if (!given) throw new NotModelled("a product mutation without its product argument");
  return given;
};

/** The id of the product to update, from the input or the `identifier`. */
function targetId(given: GraphqlProductInput, args: Arguments, context: ApiContext): bigint | null {
  const identifier = args["identifier"] as
    { id?: string; handle?: string; customId?: unknown } | null | undefined;
  if (identifier?.customId) throw new NotModelled("products by customId");
  if (identifier?.handle) {
    return [...context.shop.products.values()].find(({ handle }) => handle === identifier.handle)?.id ?? null;
  }
  const id = identifier?.id ?? given.id;
  return id ? idOfType(id, "Product") : null;
}

function productCreate(args: Arguments, context: ApiContext) {
  const given = inputOf(args);
  const { shop } = context;
  const wrong = metafieldInputErrors(context, "Product", given.metafields);
  if (wrong.length > 0) return { product: null, shop, userErrors: wrong };
  const input: NewProductInput = {
    ...readProduct(given, args["media"]),
    isGiftCard: given.giftCard ?? false,
    options: readOptions(given.productOptions),
  };
  const result = context.commands.createProduct(input);
  if (!result.ok) return { product: null, shop, userErrors: productErrors(result.errors) };
  storeMetafields(context, gid("Product", result.product.id), given.metafields);
  return { product: result.product, shop, userErrors: [] };
}

function productUpdate(args: Arguments, context: ApiContext) {
  const given = inputOf(args);
  const id = targetId(given, args, context);
  const wrong = metafieldInputErrors(context, "Product", given.metafields);
  const known = id === null ? null : (context.shop.products.get(id) ?? null);
  if (!known) return { product: null, userErrors: [userError(["id"], "Product does not exist")] };
  if (wrong.length > 0) return { product: known, userErrors: wrong };
  const result = context.commands.updateProduct(known.id, readProduct(given, args["media"]));
  if (!result.ok) return { product: known, userErrors: productErrors(result.errors) };
  storeMetafields(context, gid("Product", known.id), given.metafields);
  return { product: known, userErrors: [] };
}

/** Publications the app names; only the online store is modelled. */
function publishDate(input: unknown, now: Date): { date: Date } | { userErrors: UserError[] } {
  const wishes = input as {
    publicationId?: string | null;
    channelId?: string | null;
    publishDate?: string | null;
  }[];
  for (const [index, { publicationId, channelId }] of wishes.entries()) {
    if (channelId) throw new NotModelled("PublicationInput.channelId");
    if (publicationId !== gid("Publication", ONLINE_STORE.id)) {
      const message = "Publication does not exist or is not publishable";
      return { userErrors: [userError(["input", String(index), "publicationId"], message)] };
    }
  }
  const [wish] = wishes;
  return { date: wish?.publishDate ? new Date(wish.publishDate) : now };
}

function publish(args: Arguments, context: ApiContext, isPublishing: boolean) {
  const { shop, commands } = context;
  const wish = publishDate(args["input"], context.clock());
  if ("userErrors" in wish) return { publishable: null, shop, userErrors: wish.userErrors };
  const at = isPublishing ? wish.date : null;
  const productId = idOfType(args["id"], "Product");
  const collectionId = idOfType(args["id"], "Collection");
  if (productId !== null) {
    const result = commands.publishProduct(productId, at);
    if (result.ok) return { publishable: typed("Product", result.product), shop, userErrors: [] };
  } else if (collectionId !== null) {
    const result = commands.publishCollection(collectionId, at);
    if (result.ok) return { publishable: typed("Collection", result.collection), shop, userErrors: [] };
  } else throw new NotModelled(`publishing ${String(args["id"])}`);
  return { publishable: null, shop, userErrors: [userError(["id"], "Resource does not exist")] };
}

export const productMutations: TypeModel = {
  productCreate: (_root, args, context) => productCreate(args, context),
  productUpdate: (_root, args, context) => productUpdate(args, context),
  productChangeStatus: (_root, args, context) => {
    const id = idOfType(args["productId"], "Product");
    const status = args["status"] as Product["status"];
    const result = context.commands.updateProduct(id ?? -1n, { status });
    if (result.ok) return { product: result.product, userErrors: [] };
    const error = userError(["productId"], "Product does not exist", "PRODUCT_NOT_FOUND");
    return { product: null, userErrors: [error] };
  },
  productDelete: (_root, args, context) => {
    if (args["synchronous"] === false) throw new NotModelled("productDelete with synchronous: false");
    const { id } = args["input"] as { id: string };
    const result = context.commands.deleteProduct(idOfType(id, "Product") ?? -1n);
    const answer = { shop: context.shop, productDeleteOperation: null };
    return result.ok
      ? { ...answer, deletedProductId: gid("Product", result.product.id), userErrors: [] }
      : { ...answer, deletedProductId: null, userErrors: [userError(["id"], "Product does not exist")] };
  },
  publishablePublish: (_root, args, context) => publish(args, context, true),
  publishableUnpublish: (_root, args, context) => publish(args, context, false),
};
