/**
 * Types every Admin API operation from Shopify's schema: reads app/platform/shopify-admin/operations/*.graphql, writes
 * app/platform/shopify-admin/operations.generated.ts. A test tells whether it is up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { parse, printSchema } from "graphql";
import { format } from "prettier";
import { globSync } from "tinyglobby";
import { loadAdminSchema } from "./admin-schema.ts";

const FOLDER = path.resolve(import.meta.dirname, "../app/platform/shopify-admin");
export const GENERATED_FILE = path.join(FOLDER, "operations.generated.ts");

/** The text that the generated file should have. */
export async function generateOperations(): Promise<string> {
  const schema = loadAdminSchema();
  const documents = globSync("operations/*.graphql", { cwd: FOLDER })
    .toSorted()
    .map((file) => ({ location: file, document: parse(readFileSync(path.join(FOLDER, file), "utf8")) }));
  const config = {
    onlyOperationTypes: true,
    enumsAsTypes: true,
    skipTypename: true,
    disableDescriptions: true,
    useTypeImports: true,
    documentMode: "documentNode",
    scalars: {
      ID: "string",
      DateTime: "string",
      Decimal: "string",
      UnsignedInt64: "string",
      URL: "string",
      Money: "string",
      JSON: "unknown",
    },
    defaultScalarType: "string",
  };
  const text = await codegen({
    filename: GENERATED_FILE,
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents,
    config,
    plugins: [{ typescript: config }, { typescriptOperations: config }, { typedDocumentNode: config }],
    pluginMap: { typescript, typescriptOperations, typedDocumentNode },
  });
  return `// Written by \`npm run generate\` from operations/*.graphql and Shopify's Admin schema.\n${await format(keepReachable(text), { parser: "typescript", printWidth: 110 })}`;
}

/**
 * Drops the types that no operation reaches: the plugin writes every input and enum of the schema (over a megabyte).
 * Works on the plugin's own layout, in which each top-level declaration begins a line with \`export\`.
 */
function keepReachable(text: string): string {
  const [head = "", ...blocks] = text.split(
    /^(?=(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:type|const) )/m,
  );
  const named = blocks.map((block) => ({
    block,
    name: /export (?:type|const) (\w+)/.exec(block)?.[1] ?? "",
  }));
  const byName = new Map(named.map((entry) => [entry.name, entry.block]));
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const block = byName.get(name);
    if (block === undefined || reached.has(name)) return;
    reached.add(name);
    const code = block.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/"[^"]*"|'[^']*'/g, "");
    for (const [word] of code.matchAll(/\w+/g)) visit(word);
  };
  for (const { name } of named) if (name.endsWith("Document")) visit(name);
  return (
    head +
    named
      .filter(({ name }) => reached.has(name))
      .map(({ block }) => block)
      .join("")
  );
}

if (import.meta.main) {
  const wanted = await generateOperations();
  writeFileSync(GENERATED_FILE, wanted);
}
