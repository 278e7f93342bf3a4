import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadAdminSchema } from "#scripts/admin-schema.ts";
import {
  adminDocuments,
  BULK_QUERIES,
  bulkQueryFaults,
  documentFaults,
  scopeNeedsOf,
} from "./admin-operations-checks.ts";

const schema = loadAdminSchema();

describe("operations of the Admin API", () => {
  it("are valid and use nothing deprecated", () => {
    expect(Object.keys(adminDocuments()).length).toBeGreaterThan(3);
    expect(documentFaults(schema, adminDocuments())).toEqual([]);
  });

  it.each([
    ["an unknown field", "{ shop { nickname } }", "nickname"],
    ["a deprecated field", '{ customer(id: "gid://shopify/Customer/1") { email } }', "deprecated"],
    ["a wrong argument", "{ order(number: 5) { id } }", "number"],
    ["a missing variable", "query A { order(id: $id) { id } }", "$id"],
    ["no GraphQL", "{ shop {", "Syntax Error"],
  ])("are caught with %s", (_label, text, complaint) => {
    expect(documentFaults(schema, { sample: text }).join("\n")).toContain(complaint);
  });

  it("are typed by what stands in the generated file", () => {
    // In a process of its own: the test runner would give the generator a second copy of graphql-js.
    const script = `const { generateOperations, GENERATED_FILE } = await import("./scripts/generate-admin-operations.ts");
      process.stdout.write(JSON.stringify({ file: GENERATED_FILE, wanted: await generateOperations() }));`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      maxBuffer: 10_000_000,
    });
    const { file, wanted } = JSON.parse(output.toString()) as { file: string; wanted: string };
    expect(readFileSync(file, "utf8") === wanted, "run `npm run generate`").toBe(true);
  });

  it("tell which scopes they need", () => {
    const rules = [
      { typeName: "Order", offlineScopes: ["read_orders"] },
      { typeName: "QueryRoot", fieldName: "customersCount", offlineScopes: ["read_customers"] },
      { typeName: "Shop", offlineScopes: [] },
    ];
    const documents = { a: "{ order(id: 1) { id } shop { id } }", b: "{ customersCount { count } }" };
    expect(scopeNeedsOf(schema, documents, rules)).toEqual([
      { what: "Order", anyOf: ["read_orders"] },
      { what: "QueryRoot.customersCount", anyOf: ["read_customers"] },
    ]);
  });
});

describe("bulk queries", () => {
  it.each(Object.entries(BULK_QUERIES))("%s keeps to the limits", (_label, text) => {
    expect(bulkQueryFaults(schema, text)).toEqual([]);
  });

  const connection = (name: string, inner = "") => `${name} { edges { node { id ${inner} } } }`;
  it.each([
    ["a mutation", "mutation { customerDelete(input: {id: 1}) { deletedCustomerId } }", "only queries"],
    [
      "two fields at the top",
      `{ ${connection("orders")} ${connection("customers")} }`,
      "2 fields at the top",
    ],
    ["no connection", "{ shop { name } }", "no connection"],
    [
      "a connection within a list",
      `{ ${connection("orders", `refunds { ${connection("refundLineItems")} }`)} }`,
      "refundLineItems: a connection within a list",
    ],
    [
      "three connections deep",
      `{ ${connection("orders", connection("lineItems", `product { ${connection("variants")} }`))} }`,
      "variants: 3 connections deep",
    ],
    [
      "six connections",
      `{ ${connection("products", ["variants", "images", "media", "collections", "metafields"].map((name) => connection(name)).join(" "))} }`,
      "6 connections",
    ],
  ])("are caught with %s", (_label, text, complaint) => {
    expect(bulkQueryFaults(schema, text).join("\n")).toContain(complaint);
  });
});
