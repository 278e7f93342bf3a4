/** Definitions of metafields and their types in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { isEligible, isValidUnder, metafieldsUnder } from "#simulator/state/metafields-definitions.ts";
import { supportedValidations } from "#simulator/state/metafields-validations.ts";
import { itemType } from "#simulator/state/metafields-values.ts";
import type { Metafield, MetafieldDefinition } from "#simulator/state/model.ts";
import { connection } from "../connection.ts";
import { type ApiContext, NotModelled, type TypeModel } from "../context.ts";
import type { SearchFields } from "../search.ts";

const CATEGORIES: [category: string, types: RegExp][] = [
  ["DATE_TIME", /^date/],
  ["MEASUREMENT", /^(?:dimension|volume|weight)$/],
  ["NUMBER", /^(?:number_\w+)$/],
  ["RATING", /^rating$/],
  ["MONEY", /^money$/],
  ["JSON", /^json$/],
  ["COLOR", /^color$/],
  ["TRUE_FALSE", /^boolean$/],
  ["URL", /^url$/],
  ["ID", /^id$/],
  ["REFERENCE", /_reference$/],
];

const categoryOf = (type: string): string =>
  CATEGORIES.find(([, types]) => types.test(itemType(type)))?.[0] ?? "TEXT";

/** A type as `MetafieldDefinitionType`. */
export const definitionType = (type: string) => ({
  name: type,
  category: categoryOf(type),
  supportedValidations: supportedValidations(type),
  supportsDefinitionMigrations: true,
});

const all = (context: ApiContext, definition: MetafieldDefinition, status: unknown): Metafield[] => {
  const metafields = metafieldsUnder(context.shop, definition);
  if (status !== "VALID" && status !== "INVALID") return metafields;
  return metafields.filter((each) => isValidUnder(context.shop, definition, each) === (status === "VALID"));
};

const capability = (name: keyof MetafieldDefinition["capabilities"], definition: MetafieldDefinition) => ({
  eligible: isEligible(name, definition),
  enabled: definition.capabilities[name],
});

export const metafieldDefinitionModel: TypeModel = {
  id: (definition: MetafieldDefinition) => gid("MetafieldDefinition", definition.id),
  namespace: (definition: MetafieldDefinition) => definition.namespace,
  key: (definition: MetafieldDefinition) => definition.key,
  name: (definition: MetafieldDefinition) => definition.name,
  description: (definition: MetafieldDefinition) => definition.description,
  ownerType: (definition: MetafieldDefinition) => definition.ownerType,
  type: (definition: MetafieldDefinition) => definitionType(definition.type),
  validations: ({ type, validations }: MetafieldDefinition) =>
    validations.map(({ name, value }) => ({
      name,
      value,
      type: supportedValidations(type).find((each) => each.name === name)?.type ?? "single_line_text_field",
    })),
  pinnedPosition: (definition: MetafieldDefinition) => definition.pinnedPosition,
  access: (definition: MetafieldDefinition) => definition.access,
  capabilities: (definition: MetafieldDefinition) => ({
    adminFilterable: {
      ...capability("adminFilterable", definition),
      status: definition.capabilities.adminFilterable ? "FILTERABLE" : "NOT_FILTERABLE",
    },
    uniqueValues: capability("uniqueValues", definition),
    smartCollectionCondition: capability("smartCollectionCondition", definition),
  }),
  useAsCollectionCondition: (definition: MetafieldDefinition) =>
    definition.capabilities.smartCollectionCondition,
  constraints: () => null,
  standardTemplate: () => null,
  validationStatus: (definition: MetafieldDefinition, _args, context) =>
    all(context, definition, "INVALID").length > 0 ? "SOME_INVALID" : "ALL_VALID",
  metafieldsCount: (definition: MetafieldDefinition, args, context) =>
    all(context, definition, args["validationStatus"]).length,
  metafields: (definition: MetafieldDefinition, args, context, info) =>
    connection({
      items: all(context, definition, args["validationStatus"]),
      args,
      context,
      info,
      idOf: (metafield) => metafield.id,
    }),
};

export const definitionSearch: SearchFields<MetafieldDefinition> = {
  name: "metafieldDefinitions",
  fields: {
    created_at: (definition) => definition.createdAt,
    id: (definition) => definition.id,
    key: (definition) => definition.key,
    namespace: (definition) => definition.namespace,
    owner_type: (definition) => definition.ownerType,
    type: (definition) => definition.type,
    updated_at: (definition) => definition.updatedAt,
  },
  text: ({ name, namespace, key, description }) => [name, namespace, key, description ?? ""],
};

/** Pinned ones first, the last one pinned at the top, as the admin shows them. */
export function definitionSortValue(
  sortKey: unknown,
): (definition: MetafieldDefinition) => string | number | bigint {
  switch (sortKey) {
    case "NAME":
      return (definition) => definition.name.toLowerCase();
    case "PINNED_POSITION":
      return (definition) => -(definition.pinnedPosition ?? 0);
    case "RELEVANCE":
      throw new NotModelled("MetafieldDefinitionSortKeys.RELEVANCE");
    default:
      return (definition) => definition.id;
  }
}
