import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";

/** Before a test file is loaded: a copy of the template database for it alone, and an environment that names it. */
const templateUrl = new URL(inject("templateUrl"));
const name = `test_${randomUUID().replaceAll("-", "")}`;
const ownUrl = new URL(templateUrl);
ownUrl.pathname = `/${name}`;

async function inMaintenance(sql: string): Promise<void> {
  const url = new URL(templateUrl);
  url.pathname = "/postgres";
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    // Two files that copy the template at once get in each other's way: one after the other.
    await client.query("SELECT pg_advisory_lock(1)");
    await client.query(sql);
  } finally {
    await client.end();
  }
}

await inMaintenance(`CREATE DATABASE ${name} TEMPLATE template`);

Object.assign(process.env, {
  NODE_ENV: "test",
  DATABASE_URL: ownUrl.href,
  SHOPIFY_API_KEY: "test-client-id",
  SHOPIFY_API_SECRET: "test-client-secret",
  SHOPIFY_APP_URL: "http://localhost:3000",
  LOG_LEVEL: "silent",
  // Patience that does not hang on how busy the machine is.
  INTAKE_MAX_WAIT_MS: "20000",
});

afterAll(async () => {
  const { closeDatabase } = await import("#app/platform/db/client.server.ts");
  await closeDatabase();
  await inMaintenance(`DROP DATABASE ${name} WITH (FORCE)`);
});
