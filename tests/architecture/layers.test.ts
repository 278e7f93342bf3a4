import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import {
  breaches,
  emptyNames,
  environmentReads,
  FEATURES,
  impurities,
  importsOf,
  longRoutes,
  type Sources,
} from "./layers.ts";

function readTree(pattern: string): Sources {
  const files = globSync(pattern, { ignore: ["**/*.test.*", "**/generated/**"] });
  expect(files.length, `${pattern} found no sources`).toBeGreaterThan(0);
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")]));
}

const app = readTree("app/**/*.{ts,tsx}");

describe("imports", () => {
  it("all point the right way", () => {
    expect(breaches(app)).toEqual([]);
  });

  it("are all seen", () => {
    const source = `import a from "./a.ts";\nimport type { B } from '../b.ts';\nexport { c } from "#app/c.ts";\nawait import("./d.ts");\nimport "./e.ts";\n// import "./no.ts";`;
    expect(importsOf("app/x/y.ts", source).map((found) => found.target)).toEqual([
      "app/x/a.ts",
      "app/b.ts",
      "app/c.ts",
      "app/x/d.ts",
      "app/x/e.ts",
    ]);
  });

  it.each([
    [
      "domain reaching the database",
      "app/features/loyalty/domain/earning.ts",
      "#app/platform/db/client.server.ts",
      "domain must not import platform",
    ],
    [
      "the same by a relative path",
      "app/features/loyalty/domain/earning.ts",
      "../../../platform/db/client.server.ts",
      "domain must not import platform",
    ],
    [
      "a later feature",
      "app/features/orders/record-orders.server.ts",
      "#app/features/loyalty/index.server.ts",
      "a later feature",
    ],
    [
      "another feature's insides",
      "app/features/loyalty/redeem.server.ts",
      "#app/features/orders/repository.server.ts",
      "through index.server.ts",
    ],
    [
      "a route imported by a feature",
      "app/features/orders/record.server.ts",
      "#app/routes/healthz.ts",
      "feature must not import edge",
    ],
    [
      "shared code with a dependency",
      "app/shared/money.ts",
      "#app/platform/env/env.server.ts",
      "shared must not import platform",
    ],
    [
      "the simulator in the product",
      "app/worker/main.server.ts",
      "#simulator/main.ts",
      "app must not import simulator",
    ],
  ])("notice %s", (_label, file, specifier, reason) => {
    expect(breaches({ [file]: `import { x } from "${specifier}";` })[0]).toContain(reason);
  });

  it("allow what the table allows", () => {
    expect(
      breaches({
        "app/features/loyalty/x.server.ts":
          'import { ordersOf } from "#app/features/orders/index.server.ts";',
        "app/routes/app._index.tsx": 'import { overview } from "#app/features/reports/index.server.ts";',
      }),
    ).toEqual([]);
  });

  it("know every feature folder", () => {
    const folders = new Set(
      Object.keys(app).flatMap((file) => /^app\/features\/([^/]+)\//.exec(file)?.[1] ?? []),
    );
    expect([...folders].filter((folder) => !FEATURES.includes(folder))).toEqual([]);
  });

  it("of the simulator and the extensions stay out of the app", () => {
    const outside = { ...readTree("simulator/**/*.ts"), ...readTree("extensions/**/*") };
    const found = Object.entries(outside).flatMap(([file, source]) =>
      importsOf(file, source).filter(({ target }) => target.startsWith("app/")),
    );
    expect(found).toEqual([]);
  });
});

describe("pure code", () => {
  it("reaches for nothing", () => {
    expect(impurities(app)).toEqual([]);
  });

  it.each(["Date.now()", "new Date()", "Math.random()", 'fetch("x")'])("is caught with %s", (code) => {
    expect(impurities({ "app/features/loyalty/domain/x.ts": `export const x = ${code};` })).toHaveLength(1);
  });
});

describe("the environment", () => {
  it("is read in one place", () => {
    expect(environmentReads(app)).toEqual([]);
  });

  it("is caught elsewhere", () => {
    expect(environmentReads({ "app/routes/x.ts": 'process.env["A"]' })).toEqual(["app/routes/x.ts"]);
  });
});

describe("routes", () => {
  it("are short", () => {
    expect(longRoutes(app)).toEqual([]);
  });

  it("are caught when they are long", () => {
    expect(longRoutes({ "app/routes/x.ts": "\n".repeat(152) })).toHaveLength(1);
  });
});

describe("file names", () => {
  it("say something", () => {
    expect(emptyNames(globSync("{app,simulator,scripts,tests,bench,extensions}/**/*"))).toEqual([]);
  });

  it("are caught when they say nothing", () => {
    expect(emptyNames(["app/shared/utils.ts", "simulator/helpers/x.ts", "app/ui/card.tsx"])).toHaveLength(2);
  });
});
