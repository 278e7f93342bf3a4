import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ENVIRONMENT_VARIABLES } from "./parse-env.ts";

/** What people who host the app read or copy, and the variables that have no place there. */
const FILES: Record<string, readonly string[]> = {
  ".env.example": ["NODE_ENV", "PUBSUB_JWKS_URL", "SHOPIFY_SIMULATOR_URL", "PERENNIAL_DEMO"],
  ".docker/compose.yaml": ["NODE_ENV", "SHOPIFY_SIMULATOR_URL", "PERENNIAL_DEMO"],
  "docs/operations.md": [],
};

it.each(Object.entries(FILES))("%s knows every variable", (file, others) => {
  const words = new Set(readFileSync(file, "utf8").match(/\b[A-Z][A-Z\d_]+\b/g));
  expect(ENVIRONMENT_VARIABLES.filter((name) => !words.has(name) && !others.includes(name))).toEqual([]);
  expect(others.filter((name) => !ENVIRONMENT_VARIABLES.includes(name))).toEqual([]);
});
