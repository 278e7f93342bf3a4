import { afterEach, beforeEach, expect, it } from "vitest";
import { FULL_ACCESS } from "#simulator/admin-api/protected-data.ts";
import { installApp, startStorefront, type TestStorefront } from "#simulator/storefront/test-storefront.ts";
import { EVENTS_KEPT, givenEvents, noteGiven } from "./event-log.ts";

const PIXEL = {
  path: import.meta.dirname,
  uid: null,
  handle: "p",
  runtimeContext: "strict" as const,
  customerPrivacy: {},
  settings: [],
};
let storefront: TestStorefront;
beforeEach(async () => {
  storefront = await startStorefront({ webPixel: { ...PIXEL } });
  installApp(storefront);
  storefront.shop.webPixel = { id: 77n, clientId: "client", settings: "{}" };
});
afterEach(() => storefront.close());

const tell = (body: string) => storefront.newShopper().postJson("/cdn/web-pixels/given", body);
const EVENT = { id: "sh-1", name: "page_viewed", type: "standard", url: "http://shop/", data: { a: 1 } };

it("keeps what a page tells", async () => {
  expect((await tell(JSON.stringify(EVENT))).status).toBe(204);
  expect(givenEvents(storefront.shop)).toEqual([{ ...EVENT, pixelId: 77n, at: storefront.context.clock() }]);
});

it.each(["", "[]", "{", '{"id":"1"}', '{"id":1,"name":"x","type":"dom"}'])("refuses %j", async (body) => {
  expect((await tell(body)).status).toBe(422);
  expect(givenEvents(storefront.shop)).toEqual([]);
});

it("takes nothing for a shop without a pixel", async () => {
  storefront.shop.webPixel = null;
  expect((await tell(JSON.stringify(EVENT))).status).toBe(404);
});

it("keeps the newest ones only", () => {
  const { shop } = storefront;
  for (let index = 0; index <= EVENTS_KEPT; index += 1) {
    noteGiven(shop, { ...EVENT, id: String(index), pixelId: 77n, at: new Date() });
  }
  expect(givenEvents(shop)).toHaveLength(EVENTS_KEPT);
  expect(givenEvents(shop)[0]).toMatchObject({ id: "1" });
});

it("leaves out of the page what the app is not approved for", async () => {
  const { shop, app } = storefront;
  const [customer] = shop.customers.values();
  const shopper = storefront.newShopper();
  await shopper.post("/account/login", { "customer[email]": customer!.email!, "customer[password]": "x" });
  expect(await (await shopper.get("/")).text()).toContain(`"email":"${customer!.email}"`);
  app.protectedCustomerData = { ...FULL_ACCESS, email: false };
  const page = await (await shopper.get("/")).text();
  const data = /id="web-pixels-data">(.*?)<\/script>/.exec(page)![1]!;
  expect(data).toContain('"email":null');
  expect(data).not.toContain(customer!.email!);
});

it("does not run a pixel of the lax sandbox as a strict one, and says why", async () => {
  storefront.app.webPixel = { ...PIXEL, runtimeContext: "lax" };
  const script = await (await storefront.newShopper().get("/cdn/web-pixels/pixel.js")).text();
  expect(script).toMatch(/^throw new Error\("The simulator does not model runtime_context = \\"lax\\"/);
  expect(storefront.log).toContainEqual(expect.objectContaining({ event: "pixel.not_run" }));
});
