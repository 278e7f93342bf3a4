/** What Shopify checks of the arguments before anything runs: variables, long lists and global ids. */
import {
  type ArgumentNode,
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { variableValues } from "./cost-variables.ts";

const ARRAY_LIMIT = 250;
/** Lists that may be longer: variants of a product. */
const LONGER: Record<string, number> = {
  "productSet.input.variants": 2048,
  "productVariantsBulkCreate.variants": 2048,
  "productVariantsBulkUpdate.variants": 2048,
  "productVariantsBulkDelete.variantsIds": 2048,
};

interface Problem {
  path: (string | number)[];
  explanation: string;
}

/** The words of graphql-js as Shopify's. */
function explain(path: readonly (string | number)[], message: string): Problem {
  const missing = /^Field "(\w+)" of required type/.exec(message);
  if (missing) return { path: [...path, missing[1]!], explanation: "Expected value to not be null" };
  if (message.startsWith("Expected non-nullable type")) {
    return { path: [...path], explanation: "Expected value to not be null" };
  }
  const unknown = /^Field "(\w+)" is not defined by type "(\w+)"/.exec(message);
  if (unknown) return { path: [...path, unknown[1]!], explanation: `Field is not defined on ${unknown[2]}` };
  return { path: [...path], explanation: message };
}

function invalidVariable(
  definition: NonNullable<OperationDefinitionNode["variableDefinitions"]>[number],
  type: GraphQLInputType,
  value: unknown,
  problems: Problem[],
): GraphQLError {
  const inside = problems
    .filter(({ path }) => path.length > 0)
    .map(({ path, explanation }) => `${path.join(".")} (${explanation})`);
  const about = inside.length > 0 ? ` for ${inside.join(", ")}` : "";
  return new GraphQLError(
    `Variable $${definition.variable.name.value} of type ${String(type)} was provided invalid value${about}`,
    { nodes: definition, extensions: { code: "INVALID_VARIABLE", value: value ?? null, problems } },
  );
}

/** Variables whose values do not fit their types. */
function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
): GraphQLError[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    const value = values[definition.variable.name.value];
    if (!isInputType(type) || (value === undefined && !isNonNullType(type))) return [];
    const problems: Problem[] = [];
    coerceInputValue(value ?? null, type, (path, _value, error) => {
      problems.push(explain(path, error.message));
    });
    if (problems.length === 0) problems.push(...idProblems(value, type, []));
    return problems.length > 0 ? [invalidVariable(definition, type, value, problems)] : [];
  });
}

const GLOBAL_ID = /^gid:\/\/[\w-]+\/\w+\/[^/]/;

/** Visits each value inside an argument with its type. */
function walk(
  value: unknown,
  type: GraphQLInputType,
  path: (string | number)[],
  see: (value: unknown, type: GraphQLInputType, path: (string | number)[]) => void,
): void {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) return walk(value, type.ofType, path, see);
  see(value, type, path);
  if (isListType(type) && Array.isArray(value)) {
    value.forEach((each, index) => walk(each, type.ofType, [...path, index], see));
  } else if (isInputObjectType(type) && typeof value === "object") {
    for (const field of Object.values(type.getFields())) {
      walk((value as Record<string, unknown>)[field.name], field.type, [...path, field.name], see);
    }
  }
}

function idProblems(value: unknown, type: GraphQLInputType, path: (string | number)[]): Problem[] {
  const problems: Problem[] = [];
  walk(value, type, path, (each, eachType, eachPath) => {
    if (!isScalarType(eachType) || eachType.name !== "ID" || GLOBAL_ID.test(String(each))) return;
    problems.push({ path: eachPath, explanation: `Invalid global id '${String(each)}'` });
  });
  return problems;
}

function argumentErrors(
  node: ArgumentNode,
  type: GraphQLInputType,
  owner: string,
  variables: Record<string, unknown>,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const value = valueFromASTUntyped(node.value, variables);
  const path = [owner, node.name.value];
  walk(value, type, path, (each, eachType, eachPath) => {
    if (!isListType(eachType) || !Array.isArray(each)) return;
    const limit = LONGER[eachPath.join(".")] ?? ARRAY_LIMIT;
    if (each.length <= limit) return;
    errors.push(
      new GraphQLError(
        `The input array size of ${each.length} is greater than the maximum allowed of ${limit}.`,
        // The path leads into the arguments, so it cannot be that of graphql-js.
        { nodes: node, path: eachPath, extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" } },
      ),
    );
  });
  if (node.value.kind !== "Variable") {
    for (const problem of idProblems(valueFromASTUntyped(node.value, variables), type, path)) {
      errors.push(
        new GraphQLError(problem.explanation, {
          nodes: node,
          path: problem.path,
          extensions: { code: "argumentLiteralsIncompatible", typeName: "CoercionError" },
        }),
      );
    }
  }
  return errors;
}

interface ArgumentPlace {
  node: ArgumentNode;
  type: GraphQLInputType;
  fieldName: string;
}

/** The arguments of documents seen before. */
const places = new WeakMap<DocumentNode, ArgumentPlace[]>();

function argumentsOf(schema: GraphQLSchema, document: DocumentNode): ArgumentPlace[] {
  const known = places.get(document);
  if (known) return known;
  const found: ArgumentPlace[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument(node) {
        const [field, type] = [types.getFieldDef(), types.getInputType()];
        if (field && type && !types.getDirective()) found.push({ node, type, fieldName: field.name });
        return false;
      },
    }),
  );
  places.set(document, found);
  return found;
}

/** What is wrong with the values that a request sends; such a request runs nothing and costs nothing. */
export function inputErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sent: Record<string, unknown>,
): GraphQLError[] {
  const variables = variableValues(operation, sent);
  const invalid = variableErrors(schema, operation, variables);
  if (invalid.length > 0) return invalid;
  return argumentsOf(schema, document).flatMap(({ node, type, fieldName }) =>
    argumentErrors(node, type, fieldName, variables),
  );
}
