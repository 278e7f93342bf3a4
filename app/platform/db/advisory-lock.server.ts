import { pool } from "./client.server.ts";

/**
 * Runs `work` unless another process is at it under the same name. Returns whether it had its turn. The lock belongs to a
 * database session of its own: a process that dies lets go of it at once.
 */
export async function withAdvisoryLock(name: string, work: () => Promise<unknown>): Promise<boolean> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Nobody asks this connection anything while the work is under way: without a listener its end would end the process.
  const onError = (error: Error) => (broken = error);
  client.on("error", onError);
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
      // A connection that ended has let go of the lock.
      if (!broken) await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
    }
  } catch (error) {
    broken ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}
