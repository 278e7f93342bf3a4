/** `customerUpdate`, `tagsAdd`, `tagsRemove`. */
import { type ApiContext, NotModelled, type TypeModel, userError } from "../context.ts";
import { idOfType, readId } from "../ids.ts";
import { findNode } from "../nodes.ts";

const UPDATABLE = new Set(["id", "email", "phone", "firstName", "lastName", "note", "tags", "locale"]);

/** Only customers carry tags here. */
function changeTags(context: ApiContext, globalId: string, change: (tags: string[]) => string[]) {
  const id = readId(globalId);
  if (id.type !== "Customer") throw new NotModelled(`tags of ${id.type}`);
  const customer = context.shop.customers.get(id.id);
  if (!customer) return { node: null, userErrors: [userError(["id"], "Customer does not exist")] };
  const tags = change(customer.tags);
  if (tags.join("\n") !== customer.tags.join("\n")) context.commands.updateCustomer(id.id, { tags });
  return { node: findNode(context, globalId), userErrors: [] };
}

export const customerMutations: TypeModel = {
  customerUpdate: (_root, args, context) => {
    const { id, ...input } = args["input"] as { id?: string | null } & Record<string, unknown>;
    const unmodelled = Object.keys(input).find((name) => !UPDATABLE.has(name));
    if (unmodelled) throw new NotModelled(`CustomerInput.${unmodelled}`);
    const number = id ? idOfType(id, "Customer") : null;
    if (number === null) {
      return { customer: null, userErrors: [userError(["id"], "Customer does not exist")] };
    }
    const result = context.commands.updateCustomer(number, input);
    if (result.ok) return { customer: result.customer, userErrors: [] };
    return {
      customer: null,
      userErrors: result.errors.map((error) => userError([error.field], error.message)),
    };
  },
  tagsAdd: (_root, args, context) =>
    changeTags(context, String(args["id"]), (tags) => [
      ...new Set([...tags, ...(args["tags"] as string[]).map((tag) => tag.trim()).filter(Boolean)]),
    ]),
  tagsRemove: (_root, args, context) => {
    const gone = new Set((args["tags"] as string[]).map((tag) => tag.trim().toLowerCase()));
    return changeTags(context, String(args["id"]), (tags) =>
      tags.filter((tag) => !gone.has(tag.toLowerCase())),
    );
  },
};
