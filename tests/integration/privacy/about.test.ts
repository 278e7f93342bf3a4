import { beforeEach, describe, expect, it } from "vitest";
import { listInterests } from "#app/features/catalogue/index.server.ts";
import { preferenceLink, statedOf } from "#app/features/customers/index.server.ts";
import { answerLink, exportCustomer } from "#app/features/privacy/index.server.ts";
import { readProfile, saveShopSettings } from "#app/features/reports/index.server.ts";
import { SettingsForm } from "#app/features/reports/settings/schema.ts";
import { readSettings, saveSettings } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { textOfJson } from "#app/shared/json.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

const CUSTOMER = bigId(7);
let shop: TestShop;
let address: string;

beforeEach(async () => {
  shop = await makeShop();
  await deliver(shop, { topic: "customers/create", payload: makeCustomer({ id: CUSTOMER }) });
  await workOff(shop);
  await withShop(shop.shopId, async (scope) => {
    const { shopId } = shop;
    await scope.db.collection.create({ data: { shopId, id: 5n, title: "Summer", updatedAt: new Date() } });
    for (const [id, productType] of [
      [1n, "Tea"],
      [2n, "Tea"],
      [3n, "Coffee"],
    ] as const)
      await scope.db.product.create({
        data: { shopId, id, title: `Product ${id}`, productType, updatedAt: new Date() },
      });
    await saveSettings(scope, {
      asksBirthday: true,
      interests: ["type:Tea", "collection:5", "collection:99"],
    });
  });
  address = preferenceLink(shop.shopId, CUSTOMER, new Date());
});

const open = async () => (await answerLink(new Request(address), null)).text();

/** Sends the form about oneself as a browser does. */
async function say(fields: Record<string, string>, interests: readonly string[] = []) {
  const form = new FormData();
  form.set("intent", "about");
  form.set("token", /name="token" value="([0-9a-f]+)"/.exec(await open())?.[1] ?? "");
  for (const [name, value] of Object.entries({ birth_day: "", birth_month: "", birth_year: "", ...fields }))
    form.set(name, value);
  for (const interest of interests) form.append("interest", interest);
  const answer = await answerLink(new Request(address), form);
  await workOff(shop);
  return { status: answer.status, html: await answer.text() };
}

const stated = () => withShop(shop.shopId, (scope) => statedOf(scope, CUSTOMER));
const BORN = { birth_day: "17", birth_month: "5", birth_year: "1987" };

describe("about oneself", () => {
  it("shows what the merchant asks, by its name, without what is gone", async () => {
    const html = await open();
    expect(html).toContain("Birthday");
    expect(html).toContain('value="type:Tea"');
    expect(html).toContain("Summer");
    expect(html).not.toContain("collection:99");
    await withShop(shop.shopId, (scope) => saveSettings(scope, { asksBirthday: false, interests: [] }));
    expect(await open()).not.toContain("About you");
  });

  it("is kept as a fact, the birthday sealed; the profile, its JSON and the data request show it", async () => {
    expect(await say(BORN, ["type:Tea", "collection:5", "type:Stolen"])).toMatchObject({ status: 200 });
    expect(await stated()).toMatchObject({
      birthday: { day: 17, month: 5, year: 1987 },
      interests: ["collection:5", "type:Tea"],
    });
    const [fact, evidence] = await withShop(shop.shopId, async ({ db }) => [
      await db.fact.findFirstOrThrow({ where: { kind: "preferences.stated" } }),
      await db.consentEvidence.findFirstOrThrow(),
    ]);
    expect(fact.data).toEqual({ interests: "collection:5\ntype:Tea" });
    expect(Buffer.from(evidence.sealed).toString("latin1")).not.toContain("1987");
    const profile = await readProfile(shop.shopId, CUSTOMER, new Date());
    if (!profile || "mergedInto" in profile) throw new Error("nobody");
    expect(profile.stated).toMatchObject({
      birthday: { day: 17, month: 5, year: 1987 },
      interests: ["Summer", "Tea"],
    });
    expect(profile.timeline.facts.map(({ kind }) => kind)).toContain("preferences.stated");
    expect(profile.contacts.items.map(({ kind }) => kind)).toContain("preferences.stated");
    expect(textOfJson(profile)).toContain('"year":1987');
    const taken = await withShop(shop.shopId, (scope) => exportCustomer(scope, CUSTOMER));
    expect(JSON.stringify(taken)).toContain("1987-05-17");
    expect(JSON.stringify(taken)).toContain("type:Tea");
  });

  it("can be said again, changed and taken back, also what is not asked any more", async () => {
    const count = () =>
      withShop(shop.shopId, ({ db }) => db.fact.count({ where: { kind: "preferences.stated" } }));
    await say({ ...BORN, birth_year: "" }, ["type:Tea"]);
    expect((await stated()).birthday).toEqual({ day: 17, month: 5, year: null });
    await say({ ...BORN, birth_year: "" }, ["type:Tea"]);
    expect(await count()).toBe(1);
    await withShop(shop.shopId, (scope) => saveSettings(scope, { asksBirthday: false, interests: [] }));
    expect(await open()).toContain('value="type:Tea"');
    await say({});
    expect(await stated()).toMatchObject({ birthday: null, interests: [] });
    expect(await count()).toBe(2);
    expect(await open()).not.toContain("About you");
  });

  it.each<Record<string, string>>([
    { birth_day: "31", birth_month: "2" },
    { birth_day: "17" },
    { birth_day: "1", birth_month: "1", birth_year: "2999" },
    { birth_day: "x", birth_month: "1" },
  ])("says beside the field that %j is no day, keeps what was typed and stores nothing", async (typed) => {
    const { status, html } = await say(typed, ["type:Tea"]);
    expect(status).toBe(400);
    expect(html).toContain("There is no such day");
    expect(html).toContain(`value="${typed.birth_day}"`);
    expect(html).toMatch(/value="type:Tea"[^>]*checked|checked[^>]*value="type:Tea"/);
    expect((await stated()).statedAt).toBeNull();
  });
});

it("the merchant picks from product types, the largest first, and collections", async () => {
  const choices = await withShop(shop.shopId, listInterests);
  expect(choices.map(({ value }) => value)).toEqual(["type:Tea", "type:Coffee", "collection:5"]);
  const fields = {
    loyalFromOrders: "4",
    atRiskAfterDays: "90",
    lapsedAfterDays: "180",
    deliveryBodyDays: "60",
    exportDays: "30",
    accessLogMonths: "24",
    interests: "type:Coffee\r\ncollection:5\n",
  };
  const form = SettingsForm.parse(fields);
  await withShop(shop.shopId, (scope) => saveShopSettings(scope, form, { staff: "1", now: new Date() }));
  expect(await withShop(shop.shopId, readSettings)).toMatchObject({
    asksBirthday: false,
    interests: ["type:Coffee", "collection:5"],
  });
  const many = Array.from({ length: 31 }, (_, n) => `collection:${n + 1}`).join("\n");
  const refused = SettingsForm.safeParse({ ...fields, interests: many });
  expect(refused.error?.issues[0]).toMatchObject({ path: ["interests"], message: "errors.interests_many" });
});
