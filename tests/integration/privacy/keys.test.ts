import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { checkDataKeys } from "#app/platform/crypto/check-keys.server.ts";
import { asOwner, makeShop, type TestShop } from "#tests/factories/shop.ts";

const SCRIPT = path.resolve(import.meta.dirname, "keys-process.ts");
const KEY_1 = `1:${randomBytes(32).toString("base64")}`;
const KEY_2 = `2:${randomBytes(32).toString("base64")}`;
let shop: TestShop;

beforeAll(async () => {
  shop = await makeShop();
});

async function runWith(dataKeys: string, ...parameters: string[]): Promise<string> {
  const env = { ...process.env, DATA_KEYS: dataKeys };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", SCRIPT, ...parameters],
    { env },
  );
  return stdout;
}
const rotate = async (dataKeys: string) =>
  JSON.parse(await runWith(dataKeys, "rotate")) as {
    remaining: number;
    counts: Record<string, Record<string, number>>;
  };

describe("rotating the data keys", () => {
  it("loses nothing while deliveries come in and processes seal with different keys side by side", async () => {
    await runWith(KEY_1, "deliver", shop.domain, "20");
    // Both know both keys; the first was started before the new one became the newest.
    const both = [`${KEY_1},${KEY_2}`, `${KEY_2},${KEY_1}`] as const;
    await Promise.all([
      runWith(both[0], "deliver", shop.domain, "20"),
      runWith(both[1], "deliver", shop.domain, "20"),
      rotate(both[1]),
    ]);
    const { remaining, counts } = await rotate(both[1]);
    expect(remaining).toBe(0);
    for (const [table, byKey] of Object.entries(counts)) expect(Object.keys(byKey), table).toEqual(["2"]);
    const emails = JSON.parse(await runWith(KEY_2, "read", shop.domain)) as string[];
    expect(emails).toHaveLength(60);
    expect(emails.every((email) => email.endsWith("@example.com"))).toBe(true);
  });
});

describe("the check at the start of a process", () => {
  it("names the key that is missing, or is another one under the same number", async () => {
    await runWith(KEY_2, "check");
    await expect(runWith(KEY_1, "check")).rejects.toThrow("data key 2, which this process does not have");
    await expect(runWith(`2:${randomBytes(32).toString("base64")}`, "check")).rejects.toThrow("data key 2");
    await expect(checkDataKeys()).rejects.toThrow("DATA_KEYS");
    await asOwner(async (query) => {
      expect(await query("SELECT key_id::int AS id FROM data_key")).toEqual([{ id: 2 }]);
    });
  });
});
