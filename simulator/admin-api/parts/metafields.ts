/** Metafields and their definitions in the Admin API. */
import { metafieldById } from "#simulator/state/metafields-index.ts";
import { isForeign, isReadable, resolveNamespace } from "#simulator/state/metafields.ts";
import { METAFIELD_TYPES } from "#simulator/state/metafields-values.ts";
import { connection } from "../connection.ts";
import { type ApiPart, NotModelled, type TypeModel } from "../context.ts";
import { definitionBy, metafieldDefinitionMutations } from "../mutations/metafields-definitions.ts";
import { metafieldMutations } from "../mutations/metafields.ts";
import { metafieldModel } from "../objects/metafield.ts";
import {
  definitionSearch,
  definitionSortValue,
  definitionType,
  metafieldDefinitionModel,
} from "../objects/metafield-definition.ts";
import { searchItems } from "../search.ts";

const queries: TypeModel = {
  metafieldDefinition: (_root, args, context) => definitionBy(context, args["id"], args["identifier"]),
  metafieldDefinitionTypes: () => METAFIELD_TYPES.map(definitionType),
  metafieldDefinitions: (_root, args, context, info) => {
    if (args["constraintSubtype"]) throw new NotModelled("metafieldDefinitions.constraintSubtype");
    const { shop, app } = context;
    const { ownerType, namespace, key, pinnedStatus } = args as Record<string, string | null | undefined>;
    const resolved = namespace ? resolveNamespace(namespace, app.appId) : null;
    const wanted = [...shop.metafieldDefinitions.values()].filter(
      (definition) =>
        definition.ownerType === ownerType &&
        (resolved === null || definition.namespace === resolved) &&
        (!key || definition.key === key) &&
        (!pinnedStatus ||
          pinnedStatus === "ANY" ||
          (pinnedStatus === "PINNED") === (definition.pinnedPosition !== null)) &&
        (!isForeign(definition.namespace, app.appId) || definition.access.admin.startsWith("PUBLIC")),
    );
    return connection({
      items: searchItems(wanted, args["query"], definitionSearch),
      args,
      context,
      info,
      idOf: (definition) => definition.id,
      sortValue: definitionSortValue(args["sortKey"]),
    });
  },
};

export const metafieldPart: ApiPart = {
  queries,
  mutations: { ...metafieldMutations, ...metafieldDefinitionMutations },
  types: { Metafield: metafieldModel, MetafieldDefinition: metafieldDefinitionModel },
  nodes: {
    Metafield: ({ shop, app }, id) => {
      const metafield = metafieldById(shop, id);
      return metafield && isReadable(shop, metafield, app.appId) ? metafield : null;
    },
    MetafieldDefinition: ({ shop }, id) => shop.metafieldDefinitions.get(id),
  },
};
