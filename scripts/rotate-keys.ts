/** Seals every value anew with the newest data key. Beside the command, so that tests can call it. */
import type pg from "pg";
import { newestKeyId, openBytes, sealBytes } from "../app/platform/crypto/keyring.server.ts";
import { SEALED_COLUMNS, type SealedColumn } from "../app/platform/crypto/sealed-columns.ts";

const ROWS_PER_BATCH = 500;
/** Passes over a table: deliveries may come in sealed with an older key while a process with it still runs. */
const MAX_PASSES = 3;

/** How many values of each table are sealed with which key. */
export type KeyCounts = Record<string, Record<string, number>>;

export async function countKeys(client: pg.ClientBase): Promise<KeyCounts> {
  const counts: KeyCounts = {};
  for (const { table, column } of SEALED_COLUMNS) {
    const { rows } = await client.query<{ key: number; values: string }>(
      `SELECT get_byte(substring(${column} FROM 2 FOR 1), 0) AS key, count(*) AS values FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`,
    );
    if (rows.length > 0)
      counts[table] = Object.fromEntries(rows.map((row) => [String(row.key), Number(row.values)]));
  }
  return counts;
}

/** Values that are not sealed with the newest key. */
export function countOld(counts: KeyCounts): number {
  return Object.values(counts)
    .flatMap((byKey) => Object.entries(byKey))
    .filter(([key]) => Number(key) !== newestKeyId)
    .reduce((sum, [, values]) => sum + values, 0);
}

/**
 * Seals anew what an older key sealed, in batches that each stand for themselves: cut off at any point, it goes on from
 * there when started again. A value that changes meanwhile is left as it is and met in the next pass.
 *
 * @returns how many old values remain: 0 = the older keys are needed no more
 */
export async function rotateKeys(
  client: pg.ClientBase,
  onProgress: (table: string, resealed: number) => void = () => {},
): Promise<number> {
  // Before anything is sealed with it: a process without this key does not start any more.
  await client.query("INSERT INTO data_key (key_id, proof) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    newestKeyId,
    sealBytes(Buffer.from("perennial"), `data-key:${newestKeyId}`),
  ]);
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    for (const column of SEALED_COLUMNS) {
      const resealed = await resealColumn(client, column);
      if (resealed > 0) onProgress(column.table, resealed);
    }
    if (countOld(await countKeys(client)) === 0) {
      await client.query("DELETE FROM data_key WHERE key_id <> $1", [newestKeyId]);
      return 0;
    }
  }
  return countOld(await countKeys(client));
}

type TextRow = Record<string, string> & { sealed: never };

async function resealColumn(client: pg.ClientBase, sealed: SealedColumn): Promise<number> {
  const { table, column, key } = sealed;
  const keyList = key.join(", ");
  let resealed = 0;
  let after: string[] | null = null;
  while (true) {
    const beyond: string = after
      ? `AND (${keyList}) > (SELECT ${key.map((name) => `r.${name}`).join(", ")} FROM jsonb_populate_record(NULL::${table}, $2::jsonb) r)`
      : "";
    const { rows }: { rows: { names: TextRow; value: Buffer }[] } = await client.query(
      `SELECT (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(t) - '${column}') e) AS names, t.${column} AS value
       FROM ${table} t WHERE ${column} IS NOT NULL AND get_byte(substring(${column} FROM 2 FOR 1), 0) <> $1 ${beyond}
       ORDER BY ${keyList} LIMIT ${ROWS_PER_BATCH}`,
      after
        ? [newestKeyId, JSON.stringify(Object.fromEntries(key.map((name, at) => [name, after![at]])))]
        : [newestKeyId],
    );
    const last = rows.at(-1);
    if (!last) return resealed;
    after = key.map((name) => last.names[name]!);
    const changed = rows.map(({ names, value }) => {
      const place = sealed.place(names);
      return {
        ...Object.fromEntries(key.map((name) => [name, names[name]])),
        before: hex(value),
        after: hex(sealBytes(openBytes(value, place), place)),
      };
    });
    const same = key.map((name) => `t.${name} = k.${name}`).join(" AND ");
    const { rowCount } = await client.query(
      `UPDATE ${table} t SET ${column} = (g.row->>'after')::bytea
       FROM jsonb_array_elements($1::jsonb) AS g (row), jsonb_populate_record(NULL::${table}, g.row) k
       WHERE ${same} AND t.${column} = (g.row->>'before')::bytea`,
      [JSON.stringify(changed)],
    );
    resealed += rowCount ?? 0;
  }
}

function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString("hex")}`;
}
