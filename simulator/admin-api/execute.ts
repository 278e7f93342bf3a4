/** Runs GraphQL operations on Shopify's schema against the simulated store. */
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from "graphql";
import { checkAccess } from "./access.ts";
import { type ApiContext, type Arguments, NotModelled } from "./context.ts";
import { MODELS } from "./models.ts";
import type { AdminSchema } from "./schema.ts";

function readProperty(source: unknown, info: GraphQLResolveInfo): unknown {
  if (typeof source === "object" && source !== null && info.fieldName in source) {
    return (source as Record<string, unknown>)[info.fieldName];
  }
  throw new NotModelled(`${info.parentType.name}.${info.fieldName}`);
}

function resolver(admin: AdminSchema): GraphQLFieldResolver<unknown, ApiContext, Arguments> {
  return (source, args, context, info) => {
    checkAccess(admin, context.installation.scopes, info);
    const model = MODELS[info.parentType.name];
    if (!model) return readProperty(source, info);
    const field = Object.hasOwn(model, info.fieldName) ? model[info.fieldName] : undefined;
    if (!field) throw new NotModelled(`${info.parentType.name}.${info.fieldName}`);
    return field(source as never, args, context, info);
  };
}

export interface Operation {
  document: DocumentNode;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Executes a validated document. Errors of fields are in the result, as GraphQL has it. */
export async function executeOperation(
  admin: AdminSchema,
  operation: Operation,
  context: ApiContext,
): Promise<ExecutionResult> {
  return execute({
    schema: admin.schema,
    document: operation.document,
    rootValue: {},
    contextValue: context,
    variableValues: operation.variables ?? {},
    operationName: operation.operationName,
    fieldResolver: resolver(admin),
  });
}
