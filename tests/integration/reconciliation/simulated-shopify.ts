/**
 * A simulator that stands in for Shopify, told about this app before any of it is loaded: import this module first. What
 * it sends can be kept from one of two installations, as when Shopify loses a webhook.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { readAppToml } from "#app/platform/shopify-admin/app-toml.server.ts";
import { startSimulator } from "#simulator/simulator.ts";

export interface Sent {
  topic: string;
  body: Buffer;
  triggeredAt: string;
}

/** Every webhook that was sent, in its order. */
export const sent: Sent[] = [];

const receiver = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const read = (name: string) => String(request.headers[name] ?? "");
    sent.push({
      topic: read("x-shopify-topic"),
      body: Buffer.concat(pieces),
      triggeredAt: read("x-shopify-triggered-at"),
    });
    response.end();
  });
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const appUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

export const simulator = await startSimulator({
  appUrl,
  apiSecret: process.env["SHOPIFY_API_SECRET"]!,
  // A little behind real time: what the simulator dates lies in the past when it is read.
  startAt: new Date(Date.now() - 30_000),
  retryDelaysMs: [],
});

Object.assign(process.env, {
  SHOPIFY_API_KEY: readAppToml().clientId,
  SHOPIFY_APP_URL: appUrl,
  SHOPIFY_SIMULATOR_URL: simulator.adminUrl,
});

/** Calls the control API. */
export async function control(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${simulator.adminUrl}/__simulator/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Opens the app in the admin, so that it has an access token. */
export async function openApp(): Promise<void> {
  simulator.control.install();
  const { authenticate } = await import("#app/platform/shopify-admin/shopify.server.ts");
  const headers = { "User-Agent": "Mozilla/5.0 (X11; Linux x64) Firefox/140.0" };
  await authenticate.admin(new Request(simulator.control.embeddedUrl("/app"), { headers }));
}

/** Everything sent since the last call, once it has arrived. */
export async function takeSent(): Promise<Sent[]> {
  await simulator.control.settled();
  return sent.splice(0);
}

afterAll(async () => {
  await simulator.close();
  receiver.close();
});
