/** Errors of requests that cannot run, in the words and with the codes of Shopify's API. */
import { type DocumentNode, type GraphQLError, Kind, visit } from "graphql";

/** How Shopify says it, from what graphql-js says. */
type Translation = [pattern: RegExp, translate: (parts: string[]) => { message: string; extensions: object }];

const bare = (type: string): string => type.replaceAll(/[[\]!]/g, "");

const TRANSLATIONS: Translation[] = [
  [
    /^Cannot query field "(\w+)" on type "(\w+)"/,
    ([fieldName, typeName]) => ({
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: "undefinedField", typeName, fieldName },
    }),
  ],
  [
    /^Field "(\w+)" of type "(.+)" must have a selection of subfields/,
    ([field, type]) => ({
      message: `Field must have selections (field '${field}' returns ${bare(type!)} but has no selections. Did you mean '${field} { ... }'?)`,
      extensions: { code: "selectionMismatch", nodeName: `field '${field}'`, typeName: bare(type!) },
    }),
  ],
  [
    /^Field "(\w+)" must not have a selection since type "(.+)" has no subfields/,
    ([field, type]) => ({
      message: `Selections can't be made on scalars (field '${field}' returns ${bare(type!)} but has selections)`,
      extensions: { code: "selectionMismatch", nodeName: `field '${field}'`, typeName: bare(type!) },
    }),
  ],
  [
    /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    ([argumentName, name]) => ({
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: "argumentNotAccepted", name, typeName: "Field", argumentName },
    }),
  ],
  [
    /^Field "(\w+)" argument "(\w+)" of type ".+" is required, but it was not provided/,
    ([name, missing]) => ({
      message: `Field '${name}' is missing required arguments: ${missing}`,
      extensions: { code: "missingRequiredArguments", className: "Field", name, arguments: missing },
    }),
  ],
];

/** Where in the document an error is: the operation, then the fields down to it. */
function documentPath(document: DocumentNode, offset: number): string[] {
  const path: string[] = [];
  const isInside = (node: { loc?: { start: number; end: number } }): boolean =>
    node.loc !== undefined && node.loc.start <= offset && offset < node.loc.end;
  visit(document, {
    OperationDefinition: (node) => {
      if (!isInside(node)) return false;
      path.push(node.name ? `${node.operation} ${node.name.value}` : node.operation);
      return undefined;
    },
    FragmentDefinition: (node) => {
      if (!isInside(node)) return false;
      path.push(`fragment ${node.name.value}`);
      return undefined;
    },
    InlineFragment: (node) => {
      if (!isInside(node)) return false;
      path.push(node.typeCondition ? `... on ${node.typeCondition.name.value}` : "...");
      return undefined;
    },
    Field: (node) => {
      if (!isInside(node)) return false;
      path.push(node.alias?.value ?? node.name.value);
      return undefined;
    },
  });
  return path;
}

/** A document that is not GraphQL. */
export const syntaxError = (error: GraphQLError): object => ({
  message: error.message.replace(/^Syntax Error: /, "syntax error, "),
  locations: error.locations,
  extensions: { code: "PARSE_ERROR" },
});

/** A document that does not fit the schema. */
export function validationError(error: GraphQLError, document: DocumentNode): object {
  const [node] = error.nodes ?? [];
  const start = node?.loc?.start;
  const path =
    start === undefined || node?.kind === Kind.DOCUMENT ? undefined : documentPath(document, start);
  for (const [pattern, translate] of TRANSLATIONS) {
    const match = pattern.exec(error.message);
    if (!match) continue;
    const { message, extensions } = translate(match.slice(1));
    return { message, locations: error.locations, path, extensions };
  }
  return { ...error.toJSON(), path };
}
