import { pool } from "./client.server.ts";

/**
 * Runs `work` unless another process is at it under the same name. Returns whether it had its turn. The lock belongs to a
 * database session of its own: a process that dies lets go of it at once.
 */
export async function withAdvisoryLock(name: string, work: () => Promise<unknown>): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked",
      [name],
    );
    if (!rows[0]?.locked) return false;
    try {
      await work();
      return true;
    } finally {
      await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
    }
  } finally {
    client.release();
  }
}
