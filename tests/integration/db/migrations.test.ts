import { readdirSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyMigrations, diffSchema } from "#app/platform/db/schema-engine.server.ts";

const own = new URL(process.env["DATABASE_URL"]!);
const scratch = new URL(own);
scratch.pathname = `${own.pathname}_scratch`;

async function query(url: URL, sql: string): Promise<void> {
  const client = new pg.Client(url.href);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

beforeAll(() => query(own, `CREATE DATABASE ${scratch.pathname.slice(1)}`));
afterAll(() => query(own, `DROP DATABASE ${scratch.pathname.slice(1)} WITH (FORCE)`));

it("the migrations build what schema.prisma says", async () => {
  expect(await diffSchema(scratch.href)).toMatch(/empty migration/i);
});

it("applying them again applies nothing", async () => {
  const known = readdirSync("prisma/migrations").filter((name) => /^\d+_/.test(name));
  expect(await applyMigrations(scratch.href)).toEqual(known.toSorted());
  expect(await applyMigrations(scratch.href)).toEqual([]);
});

it("one that was changed after it was applied is refused by name", async () => {
  await query(
    scratch,
    "UPDATE _prisma_migrations SET checksum = 'changed' WHERE migration_name LIKE '%isolation'",
  );
  await expect(applyMigrations(scratch.href)).rejects.toThrow(
    /changed after they were applied: \d+_isolation/,
  );
});
