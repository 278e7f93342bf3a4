import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestAdmin, type TestAdmin } from "./test-admin.ts";

let admin: TestAdmin;
beforeEach(async () => {
  admin = await startTestAdmin();
});
afterEach(() => admin.simulator.close());

const names = (): string[] => [...admin.simulator.shop.customers.values()].map(({ firstName }) => firstName);
const addAda = () => admin.post("/customers/new", { form: "new-customer", firstName: "Ada" });

it("goes back to a snapshot and to the beginning", async () => {
  const before = names();
  await admin.post("/state/snapshots", { form: "snapshot", name: "First" });
  await addAda();
  expect(names()).toContain("Ada");
  expect((await admin.post("/state/snapshots/1/restore")).done).toBe("Everything is as it was.");
  expect(names()).toEqual(before);
  await addAda();
  await admin.post("/state/reset");
  expect(names()).toEqual(before);
  await admin.post("/state/snapshots/1/delete");
  expect((await admin.post("/state/snapshots/1/restore")).status).toBe(404);
});

it("takes a state that was downloaded, and nothing else", async () => {
  await addAda();
  const saved = await (await fetch(`${admin.simulator.adminUrl}/__simulator/state`)).blob();
  await admin.post("/state/reset");
  const form = (file: Blob): FormData => {
    const data = new FormData();
    data.set("sure", "yes");
    data.set("file", file, "state.jsonl.gz");
    return data;
  };
  const wrong = await admin.send("/state/upload", form(new Blob(["nonsense"])));
  expect([wrong.status, wrong.text.includes("This is no saved state")]).toEqual([422, true]);
  expect((await admin.send("/state/upload", form(saved))).done).toBe("The saved state is in place.");
  expect(names()).toContain("Ada");
});

it("opens further shops and takes them away", async () => {
  expect((await admin.post("/shops", { form: "new-shop", domain: "nonsense", store: "empty" })).status).toBe(
    422,
  );
  await admin.post("/shops", { form: "new-shop", domain: "second.myshopify.com", store: "empty" });
  expect((await admin.get("/orders")).text).toContain("/store/second");
  await admin.post("/shops/remove", { domain: "second.myshopify.com" });
  expect(admin.simulator.platform.shops()).toHaveLength(1);
});
