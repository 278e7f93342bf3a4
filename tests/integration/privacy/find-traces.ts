/** Looks for a person in everything that the database holds of a shop. */
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { SEALED_COLUMNS } from "#app/platform/crypto/sealed-columns.ts";
import { asOwner, type TestShop } from "#tests/factories/shop.ts";

type Row = Record<string, unknown>;

/** Every row of the shop in every table of the app, and of every job, with everything that is sealed opened beside it. */
async function readEverything(shop: TestShop): Promise<{ table: string; text: string }[]> {
  const found: { table: string; text: string }[] = [];
  await asOwner<{ name: string }>(async (query) => {
    const tables = await query(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'",
    );
    for (const { name } of tables) {
      const sealed = SEALED_COLUMNS.find(({ table }) => table === name);
      const rows = (await query(`SELECT to_jsonb(t)::text AS row FROM ${name} t WHERE shop_id = $1`, [
        shop.shopId,
      ])) as unknown as { row: string }[];
      for (const { row } of rows) {
        const columns = JSON.parse(row.replaceAll(/: (-?\d+)/g, ': "$1"')) as Row;
        const value = sealed && columns[sealed.column];
        const opened =
          sealed && typeof value === "string"
            ? openBytes(Buffer.from(value.slice(2), "hex"), sealed.place(columns as Record<string, string>))
            : "";
        found.push({ table: name, text: `${row} ${opened.toString("utf8")}` });
      }
    }
    for (const name of ["_private_jobs", "_private_job_queues"]) {
      const rows = (await query(
        `SELECT to_jsonb(t)::text AS row FROM graphile_worker.${name} t`,
      )) as unknown as { row: string }[];
      found.push(...rows.map(({ row }) => ({ table: name, text: row })));
    }
  });
  return found;
}

/** Tables in which something of a person is found: a word of theirs, or one of their numbers. */
export async function findTraces(
  shop: TestShop,
  { words, ids }: { words: readonly string[]; ids: readonly bigint[] },
): Promise<string[]> {
  const tables = (await readEverything(shop)).filter(({ table, text }) => {
    const lower = text.toLowerCase();
    if (words.some((word) => lower.includes(word.toLowerCase()))) return true;
    // The number itself stays in one place: marked as erased, so that nothing brings the person back.
    return table !== "customer" && ids.some((id) => new RegExp(`(?<!\\d)${id}(?!\\d)`).test(text));
  });
  return [...new Set(tables.map(({ table }) => table))].toSorted();
}
