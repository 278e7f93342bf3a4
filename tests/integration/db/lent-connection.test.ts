import { expect, it } from "vitest";
import { createAppPool } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";

it("a connection that breaks while nobody listens to it ends no process, and is replaced", async () => {
  const pool = createAppPool(env.DATABASE_URL, 1);
  try {
    const lent = await pool.connect();
    const broken = new Error("terminating connection due to administrator command");
    // Without a listener, `emit` would throw; from a socket that ends the process.
    expect(() => lent.emit("error", broken)).not.toThrow();
    lent.release(broken);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  } finally {
    await pool.end();
  }
});
