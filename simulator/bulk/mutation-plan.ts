/** Reads the mutation of a bulk import: what Shopify allows in one. */
import {
  type DocumentNode,
  getNamedType,
  getOperationAST,
  type GraphQLSchema,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";

export type MutationPlan = { ok: true; document: DocumentNode } | { ok: false; message: string };

const MAX_CONNECTIONS = 1;
const NOT_ALLOWED = new Set(["bulkOperationRunMutation", "bulkOperationRunQuery"]);

function connectionsIn(schema: GraphQLSchema, document: DocumentNode): number {
  const types = new TypeInfo(schema);
  let count = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        const type = types.getType();
        if (type && getNamedType(type).name.endsWith("Connection")) count += 1;
      },
    }),
  );
  return count;
}

/** Checks the mutation of a bulk import by Shopify's rules. */
export function planBulkMutation(schema: GraphQLSchema, mutation: string): MutationPlan {
  let document: DocumentNode;
  try {
    document = parse(mutation);
  } catch (error) {
    return { ok: false, message: `Failed to parse the mutation - ${(error as Error).message}` };
  }
  const refuse = (message: string): MutationPlan => ({ ok: false, message });
  const operation = getOperationAST(document);
  if (operation?.operation !== "mutation") {
    return refuse("You must use an allowed mutation name.");
  }
  const { selections } = operation.selectionSet;
  const [field] = selections;
  if (selections.length !== 1 || field?.kind !== "Field") {
    return refuse("You must use exactly one mutation in a bulk mutation.");
  }
  if (NOT_ALLOWED.has(field.name.value)) return refuse("You must use an allowed mutation name.");
  const [error] = validate(schema, document);
  if (error) return refuse(error.message);
  if (connectionsIn(schema, document) > MAX_CONNECTIONS) {
    return refuse("Bulk mutations cannot contain more than 1 connection.");
  }
  return { ok: true, document };
}
