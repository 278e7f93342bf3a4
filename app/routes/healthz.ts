import { pool } from "#app/platform/db/client.server.ts";

/** Whether this process can serve: 200 when the database answers, 503 otherwise. */
export async function loader(): Promise<Response> {
  try {
    await pool.query("SELECT 1");
    return new Response("ok\n");
  } catch {
    return new Response("the database does not answer\n", { status: 503 });
  }
}
