/** Mutations of metafield definitions. */
import { randomUUID } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import type { DefinitionInput } from "#simulator/state/metafields-definitions.ts";
import { findDefinition, metafieldsUnder } from "#simulator/state/metafields-definitions.ts";
import { WRITE_SCOPES } from "#simulator/state/metafields-owners.ts";
import { isForeign, resolveNamespace } from "#simulator/state/metafields.ts";
import { itemType, LEFT_OUT_TYPES } from "#simulator/state/metafields-values.ts";
import type { MetafieldDefinition } from "#simulator/state/model.ts";
import { requireScope } from "../access.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { leaveOut, userErrors } from "../objects/product-parts.ts";

interface Capability {
  enabled?: boolean | null;
}

interface GraphqlInput extends Omit<DefinitionInput, "capabilities" | "namespace"> {
  namespace?: string | null;
  type?: string;
  capabilities?: {
    adminFilterable?: Capability | null;
    uniqueValues?: Capability | null;
    smartCollectionCondition?: Capability | null;
  } | null;
  useAsCollectionCondition?: boolean | null;
}

const LEFT_OUT_INPUTS = ["constraints", "constraintsUpdates"];

const NAMES = ["adminFilterable", "uniqueValues", "smartCollectionCondition"] as const;

function readInput(input: GraphqlInput, context: ApiContext, field: string): DefinitionInput {
  leaveOut({ ...input }, LEFT_OUT_INPUTS, "MetafieldDefinitionInput");
  leaveOut(
    { ...input.capabilities },
    ["analyticsQueryable", "cartToOrderCopyable"],
    "MetafieldCapabilityCreateInput",
  );
  if (!Object.hasOwn(WRITE_SCOPES, input.ownerType))
    throw new NotModelled(`metafield definitions of ${input.ownerType}`);
  const scope = WRITE_SCOPES[input.ownerType];
  if (scope) requireScope(context, scope, field);
  const capabilities: DefinitionInput["capabilities"] = {};
  for (const name of NAMES) {
    const enabled = input.capabilities?.[name]?.enabled;
    if (typeof enabled === "boolean") capabilities[name] = enabled;
  }
  if (input.useAsCollectionCondition) capabilities.smartCollectionCondition = true;
  return { ...input, namespace: resolveNamespace(input.namespace, context.app.appId), capabilities };
}

/** A definition by `id` or by `identifier`; null when there is none, or when it is another app's. */
export function definitionBy(
  context: ApiContext,
  id: unknown,
  identifier: unknown,
): MetafieldDefinition | null {
  const { shop, app } = context;
  let found: MetafieldDefinition | null = null;
  if (id) found = shop.metafieldDefinitions.get(idOfType(id, "MetafieldDefinition") ?? -1n) ?? null;
  else if (identifier) {
    const { ownerType, namespace, key } = identifier as {
      ownerType: string;
      namespace?: string | null;
      key: string;
    };
    found = findDefinition(shop, { ownerType, namespace: resolveNamespace(namespace, app.appId), key });
  }
  const isHidden = found && isForeign(found.namespace, app.appId) && !found.access.admin.startsWith("PUBLIC");
  return isHidden ? null : found;
}

function pin(args: Arguments, context: ApiContext, pinned: boolean) {
  const field = pinned ? "pinnedDefinition" : "unpinnedDefinition";
  const definition = definitionBy(context, args["definitionId"], args["identifier"]);
  if (!definition)
    return { [field]: null, userErrors: [userError(null, "Definition not found.", "NOT_FOUND")] };
  const result = context.commands.pinDefinition(definition, pinned);
  return result.ok
    ? { [field]: result.definition, userErrors: [] }
    : { [field]: null, userErrors: userErrors(result.errors) };
}

export const metafieldDefinitionMutations: TypeModel = {
  metafieldDefinitionCreate: (_root, args, context) => {
    const given = args["definition"] as GraphqlInput & { type: string };
    if (LEFT_OUT_TYPES.includes(itemType(given.type)))
      throw new NotModelled(`the metafield type ${given.type}`);
    const input = readInput(given, context, "metafieldDefinitionCreate");
    const result = context.commands.createDefinition({ ...input, type: given.type }, context.app.appId);
    return result.ok
      ? { createdDefinition: result.definition, userErrors: [] }
      : { createdDefinition: null, userErrors: userErrors(result.errors, ["definition"]) };
  },
  metafieldDefinitionUpdate: (_root, args, context) => {
    const given = args["definition"] as GraphqlInput;
    const input = readInput(given, context, "metafieldDefinitionUpdate");
    const result = context.commands.updateDefinition(input, context.app.appId);
    if (!result.ok) {
      return {
        updatedDefinition: null,
        userErrors: userErrors(result.errors, ["definition"]),
        validationJob: null,
      };
    }
    const isChecked = !!given.validations && metafieldsUnder(context.shop, result.definition).length > 0;
    const validationJob = isChecked
      ? { id: `gid://shopify/Job/${randomUUID()}`, done: true, query: null }
      : null;
    return { updatedDefinition: result.definition, userErrors: [], validationJob };
  },
  metafieldDefinitionDelete: (_root, args, context) => {
    const nothing = { deletedDefinition: null, deletedDefinitionId: null };
    const definition = definitionBy(context, args["id"], args["identifier"]);
    if (!definition)
      return { ...nothing, userErrors: [userError(null, "Definition not found.", "NOT_FOUND")] };
    const scope = WRITE_SCOPES[definition.ownerType];
    if (scope) requireScope(context, scope, "metafieldDefinitionDelete");
    const withMetafields = args["deleteAllAssociatedMetafields"] === true;
    const result = context.commands.deleteDefinition(definition, withMetafields, context.app.appId);
    if (!result.ok) return { ...nothing, userErrors: userErrors(result.errors) };
    const { ownerType, namespace, key } = definition;
    return {
      deletedDefinition: { ownerType, namespace, key },
      deletedDefinitionId: gid("MetafieldDefinition", definition.id),
      userErrors: [],
    };
  },
  metafieldDefinitionPin: (_root, args, context) => pin(args, context, true),
  metafieldDefinitionUnpin: (_root, args, context) => pin(args, context, false),
};
