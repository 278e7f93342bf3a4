/** Runs GraphQL operations on Shopify's schema against the simulated store. */
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  isAbstractType,
} from "graphql";
import { checkAccess, checkValueAccess } from "./access.ts";
import { type ApiContext, type Arguments, NotModelled } from "./context.ts";
import { MODELS } from "./models.ts";
import { orderVisible } from "./order-age.ts";
import { checkProtectedField, checkProtectedType, protectedAccess } from "./protected-data.ts";
import type { AdminSchema } from "./schema.ts";
import { documentedFields, prepareSearch } from "./search-report.ts";

function readProperty(source: unknown, info: GraphQLResolveInfo): unknown {
  if (typeof source === "object" && source !== null && info.fieldName in source) {
    return (source as Record<string, unknown>)[info.fieldName];
  }
  throw new NotModelled(`${info.parentType.name}.${info.fieldName}`);
}

function readField(source: unknown, args: Arguments, context: ApiContext, info: GraphQLResolveInfo): unknown {
  const model = MODELS[info.parentType.name];
  if (!model) return readProperty(source, info);
  const field = Object.hasOwn(model, info.fieldName) ? model[info.fieldName] : undefined;
  if (!field) throw new NotModelled(`${info.parentType.name}.${info.fieldName}`);
  return field(source as never, args, context, info);
}

/** What has to be looked at in a field, found out once. */
interface FieldTraits {
  /** Fields that its `query` argument can search; null when it has none in the search syntax. */
  searchFields: Set<string> | null;
  /** Its value has to be looked at: it is an order, or says itself which type it is. */
  valueMatters: boolean;
}

const traits = new WeakMap<GraphQLField<unknown, unknown>, FieldTraits>();

function traitsOf(info: GraphQLResolveInfo): FieldTraits {
  const field = info.parentType.getFields()[info.fieldName]!;
  const known = traits.get(field);
  if (known) return known;
  const query = field.args.find((argument) => argument.name === "query");
  const type = getNamedType(field.type);
  const found = {
    searchFields: query ? documentedFields(query) : null,
    valueMatters: isAbstractType(type) || type.name === "Order",
  };
  traits.set(field, found);
  return found;
}

/** A value whose type only it knows is checked as a field of that type would be; an order that is too old is not there. */
function checkValue(
  admin: AdminSchema,
  value: unknown,
  context: ApiContext,
  info: GraphQLResolveInfo,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => checkValue(admin, each, context, info));
  const named = getNamedType(info.returnType).name;
  const typeName = "__typename" in value ? String(value.__typename) : named;
  checkValueAccess(admin, context.installation.scopes, info, typeName);
  checkProtectedType(protectedAccess(context), typeName);
  const isOrder = typeName === "Order" && "createdAt" in value && value.createdAt instanceof Date;
  return isOrder && !orderVisible(context, value as { createdAt: Date }) ? null : value;
}

function resolver(admin: AdminSchema): GraphQLFieldResolver<unknown, ApiContext, Arguments> {
  return (source, args, context, info) => {
    checkAccess(admin, context.installation.scopes, info);
    checkProtectedField(protectedAccess(context), info);
    const { searchFields, valueMatters } = traitsOf(info);
    const { query } = args;
    const searched =
      searchFields && typeof query === "string"
        ? { ...args, query: prepareSearch(query, searchFields, context, info) }
        : args;
    const value = readField(source, searched, context, info);
    if (!valueMatters) return value;
    return value instanceof Promise
      ? value.then((settled: unknown) => checkValue(admin, settled, context, info))
      : checkValue(admin, value, context, info);
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
