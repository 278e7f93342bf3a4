import { expect, it } from "vitest";
import type { AppUnderTest } from "#simulator/context.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";
import { payloadProblems } from "#simulator/webhooks/payload-schema.ts";
import { grantScopes, installApp } from "./apps.ts";
import type { Change } from "./environment.ts";

function setUp(change: Partial<AppUnderTest> = {}) {
  const app: AppUnderTest = {
    ...TEST_APP,
    scopes: ["read_orders", "write_pixels", "read_customer_events"],
    optionalScopes: ["write_discounts", "read_products"],
    ...change,
  };
  const api = createTestApi(app);
  const sent: Change[] = [];
  const { environment } = api.runtime;
  environment.emit = (changes) => void sent.push(...changes);
  return { ...api, app, environment, sent };
}

it("gets optional scopes when the merchant agrees, and tells the app", () => {
  const { environment, app, installation, sent } = setUp();
  expect(grantScopes(environment, app, ["write_discounts"])).toMatchObject({ ok: true });
  expect(installation.scopes).toContain("write_discounts");
  const [change] = sent;
  expect(change!.topic).toBe("app/scopes_update");
  expect(payloadProblems("app/scopes_update", change!.payload)).toEqual([]);
  expect(grantScopes(environment, app, ["write_orders", "everything"])).toMatchObject({
    ok: false,
    errors: [
      { code: "UNDECLARED_SCOPES", message: expect.stringContaining("write_orders is declared neither") },
      { code: "UNKNOWN_SCOPES" },
    ],
  });
});

it("loses scopes that it declares no more when it is opened again", () => {
  const { environment, app, installation, sent } = setUp();
  grantScopes(environment, app, ["write_discounts"]);
  installApp(environment, { ...app, scopes: ["read_orders"] });
  expect(installation.scopes).toEqual(["read_orders", "write_discounts"]);
  installApp(environment, { ...app, scopes: ["read_orders"] });
  expect(sent).toHaveLength(2);
});

const REVOKE = `mutation ($scopes: [String!]!) { appRevokeAccessScopes(scopes: $scopes) { revoked { handle } userErrors { field code } } }`;

it.each([
  ["nonsense", "UNKNOWN_SCOPES"],
  ["read_orders", "CANNOT_REVOKE_REQUIRED_SCOPES"],
  ["read_discounts", "CANNOT_REVOKE_IMPLIED_SCOPES"],
  ["write_themes", "CANNOT_REVOKE_UNDECLARED_SCOPES"],
])("does not give back %s: %s", async (scope, code) => {
  const { environment, app, run } = setUp();
  grantScopes(environment, app, ["write_discounts"]);
  const answer = await run(REVOKE, { scopes: [scope] });
  expect(answer.data!["appRevokeAccessScopes"]).toEqual({
    revoked: null,
    userErrors: [{ field: ["scopes"], code }],
  });
});

it("gives an optional scope back", async () => {
  const { environment, app, run, installation } = setUp();
  grantScopes(environment, app, ["write_discounts"]);
  const answer = await run(REVOKE, { scopes: ["write_discounts"] });
  expect(answer.data!["appRevokeAccessScopes"]).toEqual({
    revoked: [{ handle: "write_discounts" }],
    userErrors: [],
  });
  expect(installation.scopes).toEqual(app.scopes);
});

it("takes everything of the app with it when it uninstalls itself", async () => {
  const { run, runtime, sent, clock, environment } = setUp();
  await run(`mutation { appUninstall { app { id } userErrors { code } } }`);
  expect(sent.map(({ topic }) => topic)).toEqual(["app/uninstalled"]);
  expect(runtime.installation()).toBeNull();
  expect(environment.shop.webPixel).toBeNull();
  clock.move(49 * 3600 * 1000);
});

it("is asked to forget the shop 48 hours after it was uninstalled, unless it came back", () => {
  const { runtime, clock, sent } = setUp();
  const redactions = () => sent.filter(({ topic }) => topic === "shop/redact").length;
  runtime.uninstall();
  clock.move(47 * 3600 * 1000);
  expect(redactions()).toBe(0);
  clock.move(2 * 3600 * 1000);
  expect(redactions()).toBe(1);
  runtime.install();
  runtime.uninstall();
  runtime.install();
  clock.move(49 * 3600 * 1000);
  expect(redactions()).toBe(1);
});

const PIXEL = {
  path: "/nowhere",
  uid: null,
  handle: "pixel",
  runtimeContext: "strict" as const,
  customerPrivacy: {},
  settings: [
    {
      key: "accountID",
      type: "single_line_text_field",
      required: false,
      validations: [{ name: "min", value: "2" }],
    },
  ],
};
const CREATE = `mutation ($settings: JSON!) { webPixelCreate(webPixel: { settings: $settings }) { webPixel { id settings } userErrors { field code } } }`;

it.each([
  ["no pixel extension", null, { accountID: "123" }, "NO_EXTENSION"],
  [
    "another sandbox than the strict one",
    { ...PIXEL, runtimeContext: "lax" as const },
    { accountID: "123" },
    "INVALID_RUNTIME_CONTEXT",
  ],
  ["something that is no JSON", PIXEL, "{", "INVALID_CONFIGURATION_JSON"],
  ["a missing setting", PIXEL, {}, "INVALID_SETTINGS"],
  ["an unknown setting", PIXEL, { accountID: "123", more: "x" }, "INVALID_SETTINGS"],
  ["a setting that is no text", PIXEL, { accountID: 123 }, "INVALID_SETTINGS"],
  ["a setting that is too short", PIXEL, { accountID: "1" }, "INVALID_SETTINGS"],
])("refuses a web pixel with %s", async (_name, webPixel, settings, code) => {
  const { run } = setUp({ webPixel });
  const answer = await run(CREATE, { settings });
  expect(answer.data!["webPixelCreate"]).toMatchObject({ webPixel: null, userErrors: [{ code }] });
});

it("has one web pixel on a shop, which can be changed and deleted", async () => {
  const { run } = setUp({ webPixel: PIXEL });
  const created = await run(CREATE, { settings: '{"accountID":"123"}' });
  const { webPixel } = created.data!["webPixelCreate"] as { webPixel: { id: string; settings: string } };
  expect(webPixel.settings).toBe('{"accountID":"123"}');
  const second = await run(CREATE, { settings: { accountID: "123" } });
  expect(second.data!["webPixelCreate"]).toMatchObject({ userErrors: [{ code: "TAKEN" }] });
  const updated = await run(
    `mutation ($id: ID!) { webPixelUpdate(id: $id, webPixel: { settings: "{\\"accountID\\":\\"456\\"}" }) { webPixel { settings } userErrors { code } } }`,
    { id: webPixel.id },
  );
  expect(updated.data!["webPixelUpdate"]).toMatchObject({ webPixel: { settings: '{"accountID":"456"}' } });
  await run(`mutation ($id: ID!) { webPixelDelete(id: $id) { deletedWebPixelId } }`, { id: webPixel.id });
  const read = await run(`{ webPixel { id } }`);
  expect(read.data!["webPixel"]).toBeNull();
});

const TRIGGER = {
  handle: "points-earned",
  name: "Points earned",
  fields: [
    { key: "customer_id", type: "customer_reference", required: true, validations: [] },
    { key: "Points", type: "number_decimal", required: false, validations: [] },
  ],
};
const FIRE = `mutation ($handle: String, $payload: JSON) { flowTriggerReceive(handle: $handle, payload: $payload) { userErrors { field message } } }`;

it.each([
  ["an unknown trigger", "other", { customer_id: 1 }, "handle"],
  ["a missing reference", "points-earned", { Points: 5 }, "payload"],
  ["a wrong type", "points-earned", { customer_id: 1, Points: "many" }, "payload"],
  ["an unknown property", "points-earned", { customer_id: 1, Colour: "red" }, "payload"],
  ["too much", "points-earned", { customer_id: 1, Points: "1".repeat(60_000) }, "payload"],
])("refuses a Flow trigger with %s", async (_name, handle, payload, field) => {
  const { run, runtime } = setUp({ flowTriggers: [TRIGGER] });
  const answer = await run(FIRE, { handle, payload });
  expect(answer.data!["flowTriggerReceive"]).toMatchObject({ userErrors: [{ field: [field] }] });
  expect(runtime.shop.flowTriggerCalls).toEqual([]);
});

it("keeps the calls of Flow triggers", async () => {
  const { run, runtime } = setUp({ flowTriggers: [TRIGGER] });
  await run(FIRE, { handle: "points-earned", payload: { customer_id: 7, Points: 5 } });
  expect(runtime.shop.flowTriggerCalls).toMatchObject([
    { handle: "points-earned", payload: '{"customer_id":7,"Points":5}' },
  ]);
});

it("gets a token of the Storefront API only with a scope of that API", async () => {
  const create = `mutation { storefrontAccessTokenCreate(input: { title: "Web" }) { storefrontAccessToken { id } } }`;
  const { run, installation } = setUp();
  expect((await run(create)).errors).toMatchObject([{ extensions: { code: "ACCESS_DENIED" } }]);
  installation.scopes.push("unauthenticated_read_product_listings");
  expect((await run(create)).errors).toBeUndefined();
});
