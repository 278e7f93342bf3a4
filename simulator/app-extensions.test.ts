import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readBody } from "#simulator/http.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";
import { signWebhook } from "#simulator/webhooks/delivery.ts";
import { readExtensions } from "./app-extensions.ts";
import { runFlowAction } from "./flow-actions.ts";

const folder = mkdtempSync(join(tmpdir(), "app-extensions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, toml: string): void {
  mkdirSync(join(folder, "extensions", name), { recursive: true });
  writeFileSync(join(folder, "extensions", name, "shopify.extension.toml"), toml);
}

write("blocks", 'type = "theme"\nname = "Blocks"\nuid = "u-1"');
write(
  "pixel",
  `type = "web_pixel_extension"
name = "Pixel"
runtime_context = "strict"
[customer_privacy]
analytics = true
sale_of_data = "enabled"
[settings]
type = "object"
[settings.fields.accountID]
name = "Account"
type = "single_line_text_field"
validations = [{ name = "min", value = "1" }]`,
);
write(
  "flow",
  `[[extensions]]
type = "flow_trigger"
name = "Points earned"
handle = "points-earned"
[settings]
[[extensions.settings.fields]]
type = "customer_reference"
[[extensions.settings.fields]]
type = "number_decimal"
key = "Points"
[[extensions]]
type = "flow_action"
name = "Give points"
handle = "give-points"
runtime_url = "/flow/give"
[[extensions.settings.fields]]
type = "number_decimal"
key = "points"
required = true`,
);

it("reads the theme blocks, the pixel, triggers and actions", () => {
  const found = readExtensions(folder);
  expect(found.theme).toEqual({ path: join(folder, "extensions/blocks"), uid: "u-1" });
  expect(found.webPixel).toMatchObject({
    path: join(folder, "extensions/pixel"),
    runtimeContext: "strict",
    customerPrivacy: { analytics: true, sale_of_data: "enabled" },
    settings: [
      { key: "accountID", type: "single_line_text_field", validations: [{ name: "min", value: "1" }] },
    ],
  });
  expect(found.flowTriggers).toMatchObject([
    { handle: "points-earned", fields: [{ key: "customer_id", required: true }, { key: "Points" }] },
  ]);
  expect(found.flowActions).toMatchObject([{ handle: "give-points", runtimeUrl: "/flow/give" }]);
});

it.each([
  [200, "done"],
  [202, "pending"],
  [400, "failed"],
  [500, "retry"],
])("runs a Flow action with a signed request; %d is %s", async (status, outcome) => {
  const seen: { body: string; signature: unknown; path: unknown }[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await readBody(request);
      seen.push({ body, signature: request.headers["x-shopify-hmac-sha256"], path: request.url });
      response.writeHead(status).end("{}");
    };
    void take();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { runtime } = createTestApi({ ...TEST_APP, url, flowActions: readExtensions(folder).flowActions });
  const run = await runFlowAction(runtime, "give-points", {
    properties: { points: 5 },
    actionRunId: "run-1",
  });
  server.close();
  expect(run).toMatchObject({ status, outcome, actionRunId: "run-1" });
  const [call] = seen;
  expect(call!.path).toBe("/flow/give");
  expect(call!.signature).toBe(signWebhook(call!.body, TEST_APP.clientSecret));
  expect(JSON.parse(call!.body)).toMatchObject({
    shopify_domain: "test.myshopify.com",
    action_run_id: "run-1",
    properties: { points: 5 },
  });
  await expect(runFlowAction(runtime, "give-points", { properties: {} })).rejects.toThrow("points");
});
