import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { send } from "#simulator/http.ts";
import { createTestApi } from "#simulator/test-store.ts";
import { answerChargePage } from "./charge-page.ts";

const api = createTestApi();
let server: Server;
let origin = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, origin);
    void answerChargePage(api.platform, request, url).then((reply) => send(response, reply!));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

async function propose(): Promise<string> {
  const answer = await api.run(
    `mutation { appSubscriptionCreate(name: "<Plus>", returnUrl: "https://app.example.com/back?plan=plus", lineItems: [{ plan: { appRecurringPricingDetails: { price: { amount: "20.00", currencyCode: USD } } } }]) { confirmationUrl } }`,
  );
  const { confirmationUrl } = answer.data!["appSubscriptionCreate"] as { confirmationUrl: string };
  return confirmationUrl.replace("http://localhost:4100", origin);
}

const decide = (url: string, decision: string): Promise<Response> =>
  fetch(url, { method: "POST", body: new URLSearchParams({ decision }), redirect: "manual" });

const last = () => [...api.runtime.shop.appSubscriptions.values()].at(-1)!;

it("shows the charge, and goes back to the app with its number once the merchant agrees", async () => {
  const url = await propose();
  expect(await (await fetch(url)).text()).toContain("&lt;Plus&gt;");
  const answer = await decide(url, "approve");
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(
    `https://app.example.com/back?plan=plus&charge_id=${last().id}`,
  );
  expect(last().status).toBe("ACTIVE");
  expect((await decide(url, "approve")).status).toBe(422);
});

it("stays in the admin when the merchant declines", async () => {
  const answer = await decide(await propose(), "decline");
  expect(answer.headers.get("location")).toBe("/store/test?charge=declined");
  expect(last().status).toBe("DECLINED");
});

it("does not take an address whose signature is wrong", async () => {
  const url = (await propose()).replace(/signature=.*/, "signature=0");
  expect((await decide(url, "approve")).status).toBe(403);
  expect(last().status).toBe("PENDING");
});
