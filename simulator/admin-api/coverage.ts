/** What the simulator models of Shopify's Admin API, worked out from the models and the schema. */
import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";
import { MODELS } from "./models.ts";
import { loadAdminSchema } from "./schema.ts";

export interface FieldCoverage {
  modelled: string[];
  missing: string[];
}

export interface Coverage {
  queries: FieldCoverage;
  mutations: FieldCoverage;
  /** Types with at least one modelled field, by name. */
  types: { name: string; fields: FieldCoverage }[];
}

function fieldCoverage(schema: GraphQLSchema, typeName: string): FieldCoverage {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
  const model = MODELS[typeName] ?? {};
  return {
    modelled: fields.filter((field) => Object.hasOwn(model, field)),
    missing: fields.filter((field) => !Object.hasOwn(model, field)),
  };
}

/** Every query, mutation and field of a modelled type, and whether the simulator answers it. */
export function coverage(): Coverage {
  const { schema } = loadAdminSchema();
  const roots = [schema.getQueryType()!.name, schema.getMutationType()!.name] as const;
  return {
    queries: fieldCoverage(schema, roots[0]),
    mutations: fieldCoverage(schema, roots[1]),
    types: Object.keys(MODELS)
      .filter((name) => !roots.includes(name))
      .toSorted()
      .map((name) => ({ name, fields: fieldCoverage(schema, name) })),
  };
}

const LINE_WIDTH = 100;

/** Names in lines of a readable width. */
function wrap(names: string[], indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const name of names) {
    if (line !== "" && indent.length + line.length + 2 + name.length > LINE_WIDTH) {
      lines.push(`${indent}${line}`);
      line = "";
    }
    line = line === "" ? name : `${line}, ${name}`;
  }
  return [...lines, ...(line === "" ? [] : [`${indent}${line}`])].join("\n");
}

const share = ({ modelled, missing }: FieldCoverage): string =>
  `${modelled.length} of ${modelled.length + missing.length}`;

/** The same as text: what is modelled by name, and of each type what is left out. */
export function printCoverage({ queries, mutations, types }: Coverage = coverage()): string {
  const section = (title: string, fields: FieldCoverage): string =>
    `${title} (${share(fields)})\n${wrap(fields.modelled.toSorted(), "  ")}`;
  const typeText = ({ name, fields }: Coverage["types"][number]): string => {
    const missing = fields.missing.length > 0 ? `\n    not modelled:\n${wrap(fields.missing, "      ")}` : "";
    return `  ${name} (${share(fields)})\n${wrap(fields.modelled, "    ")}${missing}`;
  };
  return [
    'Anything that is not listed fails with "The simulator does not model …".',
    section("Queries", queries),
    section("Mutations", mutations),
    `Types (${types.length})\n${types.map(typeText).join("\n")}`,
  ].join("\n\n");
}
