import pg from "pg";

/** The floors' table: the payload as jsonb, each event once. */
export const CREATE_FLOOR_TABLE = `
  CREATE TABLE floor_delivery (
    id bigserial PRIMARY KEY,
    shop text NOT NULL,
    topic text NOT NULL,
    event_id text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    payload jsonb NOT NULL,
    UNIQUE (shop, topic, event_id)
  )`;

/** As many connections as the app has by default. */
const CONNECTIONS = 10;

/** Stores one delivery with a statement of its own, on a pool of this process. */
export function storeOne(): (shop: string, topic: string, eventId: string, json: string) => Promise<void> {
  const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: CONNECTIONS });
  return async (shop, topic, eventId, json) => {
    await pool.query({
      name: "store_one",
      text: `INSERT INTO floor_delivery (shop, topic, event_id, payload) VALUES ($1, $2, $3, $4::jsonb)
             ON CONFLICT (shop, topic, event_id) DO NOTHING`,
      values: [shop, topic, eventId, json],
    });
  };
}
