import { isInterfaceType, isObjectType } from "graphql";
import { expect, it } from "vitest";
import { coverage, printCoverage } from "./coverage.ts";
import { MODELS } from "./models.ts";
import { loadAdminSchema } from "./schema.ts";

it("counts every modelled field, and each field of the schema once", () => {
  const { schema } = loadAdminSchema();
  const { queries, mutations, types } = coverage();
  const all = [{ name: "QueryRoot", fields: queries }, { name: "Mutation", fields: mutations }, ...types];
  expect(all.map((type) => type.name).toSorted()).toEqual(Object.keys(MODELS).toSorted());
  for (const { name, fields } of all) {
    const type = schema.getType(name);
    const names = isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
    expect(fields.modelled.toSorted(), name).toEqual(Object.keys(MODELS[name]!).toSorted());
    expect([...fields.modelled, ...fields.missing].toSorted(), name).toEqual(names.toSorted());
  }
});

it("prints names that are modelled and names that are not", () => {
  const text = printCoverage({
    queries: { modelled: ["customer"], missing: ["domain"] },
    mutations: { modelled: ["tagsAdd"], missing: [] },
    types: [{ name: "Shop", fields: { modelled: ["id"], missing: ["alerts"] } }],
  });
  expect(text).toContain("Queries (1 of 2)\n  customer");
  expect(text).not.toContain("domain");
  expect(text).toContain("Shop (1 of 2)\n    id\n    not modelled:\n      alerts");
});
