/** `tagsAdd`, `tagsRemove`. */
import { gid, type GlobalId } from "#simulator/ids.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import { tagErrors, withoutTags, withTags } from "#simulator/state/customers-tags.ts";
import { requireScope } from "../access.ts";
import { type ApiContext, NotModelled, type TypeModel } from "../context.ts";
import { readId } from "../ids.ts";
import { findNode } from "../nodes.ts";
import { notFound, userErrorsOf } from "./customers-errors.ts";

type Change = (context: ApiContext, id: bigint, tags: string[]) => CommandResult<object>;

interface Taggable {
  scope: string | string[];
  add: Change;
  remove: Change;
}

/** By the command that replaces all tags of a record. */
function replacing(
  scope: string,
  tagsOf: (context: ApiContext, id: bigint) => readonly string[] | undefined,
  replace: Change,
): Taggable {
  const change =
    (after: typeof withTags): Change =>
    (context, id, tags) => {
      const known = tagsOf(context, id) ?? [];
      const changed = after(known, tags);
      const errors = after === withTags ? tagErrors(changed, "tags") : [];
      if (errors.length > 0) return { ok: false, errors };
      const isSame = changed.join(",") === known.join(",");
      return isSame && tagsOf(context, id) ? { ok: true } : replace(context, id, changed);
    };
  return { scope, add: change(withTags), remove: change(withoutTags) };
}

/** How each type's tags are changed. */
const TAGGABLE: Record<string, Taggable> = {
  Customer: {
    scope: "write_customers",
    add: ({ commands }, id, tags) => commands.addCustomerTags(id, tags),
    remove: ({ commands }, id, tags) => commands.removeCustomerTags(id, tags),
  },
  Order: replacing(
    "write_orders",
    ({ shop }, id) => shop.orders.get(id)?.tags,
    ({ commands }, id, tags) => commands.updateOrder(id, { tags }),
  ),
  Product: replacing(
    "write_products",
    ({ shop }, id) => shop.products.get(id)?.tags,
    ({ commands }, id, tags) => commands.updateProduct(id, { tags }),
  ),
};

/** Types with tags at Shopify that are left out here. */
const LEFT_OUT = new Set(["Article", "DiscountNode", "DraftOrder"]);

function changeTags(
  context: ApiContext,
  { type, id }: GlobalId,
  tags: string[],
  field: "tagsAdd" | "tagsRemove",
) {
  const taggable = Object.hasOwn(TAGGABLE, type) ? TAGGABLE[type]! : null;
  if (!taggable) {
    if (LEFT_OUT.has(type)) throw new NotModelled(`${field} for ${type}`);
    throw notFound();
  }
  requireScope(context, taggable.scope, field);
  const result = (field === "tagsAdd" ? taggable.add : taggable.remove)(context, id, tags);
  if (!result.ok) return { node: null, userErrors: userErrorsOf(result.errors) };
  return { node: findNode(context, gid(type, id)), userErrors: [] };
}

const tagList = (tags: unknown): string[] => (tags as string[]).map(String);

export const tagMutations: TypeModel = {
  tagsAdd: (_root, args, context) =>
    changeTags(context, readId(args["id"]), tagList(args["tags"]), "tagsAdd"),
  tagsRemove: (_root, args, context) =>
    changeTags(context, readId(args["id"]), tagList(args["tags"]), "tagsRemove"),
};
