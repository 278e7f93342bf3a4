import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { send } from "#simulator/http.ts";
import { createTestApi } from "#simulator/test-store.ts";
import { answerControl } from "./routes.ts";

let api: ReturnType<typeof createTestApi>;
let server: Server;

beforeEach(async () => {
  api = createTestApi();
  server = createServer((request, response) => {
    const url = new URL(request.url!, "http://localhost");
    void answerControl(api.platform, request, url).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function post(path: string, body: object): Promise<{ status: number; json: Record<string, unknown> }> {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/__simulator/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

it("places an order with all that a checkout knows of it", async () => {
  const { shop, commands } = api.runtime;
  const [product] = shop.products.values();
  const [customer] = shop.customers.values();
  const card = commands.createGiftCard({ initialValue: 100n, code: "onepound" });
  if (!card.ok) throw new Error("no gift card");
  const { json } = await post("orders", {
    customerId: customer!.id.toString(),
    lines: [
      { variantId: product!.variants[0]!.id.toString(), quantity: 1, properties: { Engraving: "For A." } },
    ],
    giftCardCodes: ["onepound"],
    sourceName: "pos",
    note: "Call first",
    tags: ["b2b"],
    attributes: { gift: true },
    locale: "de",
    referringSite: "https://example.com",
  });
  expect(json["order"]).toMatchObject({
    sourceName: "pos",
    note: "Call first",
    tags: ["b2b"],
    customAttributes: [{ key: "gift", value: "true" }],
    customerLocale: "de",
    referringSite: "https://example.com",
    lines: [{ customAttributes: [{ key: "Engraving", value: "For A." }] }],
    transactions: [{ gateway: "gift_card", amount: "100" }, { gateway: "bogus" }],
  });
});

it.each([
  ["properties", { lines: [{ variantId: "1", quantity: 1, properties: "x" }] }],
  ["attributes", { lines: [], attributes: [] }],
])("refuses %s that are no object", async (name, body) => {
  expect(await post("orders", body)).toEqual({ status: 400, json: { error: `${name} must be an object.` } });
});

it("says which scope the app did not declare", async () => {
  const { status, json } = await post(`shops/${api.runtime.shop.domain}/scopes`, { grant: ["read_themes"] });
  expect(status).toBe(422);
  expect(json["errors"]).toMatchObject([{ code: "UNDECLARED_SCOPES" }]);
});
