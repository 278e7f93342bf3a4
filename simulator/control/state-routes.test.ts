import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";

let simulator: RunningSimulator;
beforeEach(async () => {
  simulator = await startSimulator({
    appUrl: "http://localhost:9",
    startAt: new Date("2026-07-01T12:00:00Z"),
  });
});
afterEach(() => simulator.close());

const FIRST = "perennial-demo.myshopify.com";
const SECOND = "second.myshopify.com";

const call = async (method: string, path: string, body?: unknown) => {
  const raw = body instanceof ArrayBuffer || typeof body === "string";
  const response = await fetch(`${simulator.adminUrl}/__simulator/${path}`, {
    method,
    body: body === undefined ? undefined : raw ? (body as ArrayBuffer) : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

const shops = async () =>
  ((await call("GET", "shops")).answer["shops"] as { domain: string; customers: number }[]).map((shop) => [
    shop.domain,
    shop.customers,
  ]);

describe("state over HTTP", () => {
  it("goes back to a saved state, with its clock, and to the beginning", async () => {
    const saved = await (await fetch(`${simulator.adminUrl}/__simulator/state`)).arrayBuffer();
    await call("POST", "customers", { email: "new@example.com" });
    simulator.platform.clock.move(86_400_000);
    expect(await shops()).toEqual([[FIRST, 5]]);
    expect((await call("POST", "state", saved)).status).toBe(200);
    expect(await shops()).toEqual([[FIRST, 4]]);
    expect(simulator.platform.clock.now().toISOString().slice(0, 13)).toBe("2026-07-01T12");
    await call("POST", "customers", { email: "new@example.com" });
    await call("POST", "reset");
    expect(await shops()).toEqual([[FIRST, 4]]);
  });

  it("keeps everything when what it is given is no state", async () => {
    await call("POST", "customers", { email: "new@example.com" });
    expect(await call("POST", "state", "nonsense")).toMatchObject({ status: 400 });
    expect(await shops()).toEqual([[FIRST, 5]]);
  });
});

describe("several shops", () => {
  it("are apart: ids, storefronts, APIs", async () => {
    await call("POST", "shops", { domain: SECOND, store: "empty" });
    await call("POST", `customers?shop=${SECOND}`, { email: "new@example.com" });
    expect(await shops()).toEqual([
      [FIRST, 4],
      [SECOND, 5],
    ]);
    const [first, second] = simulator.platform.shops().map(({ shop }) => shop);
    const shared = [...first!.products.keys()].filter((id) => second!.products.has(id));
    expect(shared).toEqual([]);
    expect(second!.id).not.toBe(first!.id);
    second!.name = "Second store";
    const page = async (host: string) => {
      const response = await fetch(simulator.storefrontUrl, { headers: { "x-sim-shop": host } });
      return response.text();
    };
    expect(await page(SECOND)).toContain("Second store");
    expect(await page(FIRST)).not.toContain("Second store");
  });

  it.each([
    [{ domain: "nonsense", store: "empty" }, "domain must end"],
    [{ domain: SECOND, store: "huge" }, "store must be one of"],
    [{ domain: FIRST, store: "empty" }, "already"],
  ])("refuses %j", async (body, reason) => {
    const { status, answer } = await call("POST", "shops", body);
    expect([status, answer["error"]]).toEqual([400, expect.stringContaining(reason)]);
  });

  it("can be removed, but the last one stays", async () => {
    await call("POST", "shops", { domain: SECOND, store: "empty" });
    expect((await call("DELETE", `shops/${SECOND}`)).status).toBe(200);
    expect((await call("DELETE", `shops/${FIRST}`)).status).toBe(422);
    expect((await call("DELETE", `shops/${SECOND}`)).status).toBe(404);
  });
});

describe("what was going to happen", () => {
  const topics = () => simulator.platform.sender.deliveries.map(({ topic }) => topic);
  const DAY_MS = 86_400_000;

  it("is saved with the shop: shop/redact comes 48 hours after the uninstallation, also after loading", async () => {
    await call("POST", `shops/${FIRST}/install`);
    await call("POST", `shops/${FIRST}/uninstall`);
    const saved = await (await fetch(`${simulator.adminUrl}/__simulator/state`)).arrayBuffer();
    await call("POST", "state", saved);
    simulator.platform.clock.move(1.9 * DAY_MS);
    expect(topics()).not.toContain("shop/redact");
    simulator.platform.clock.move(0.2 * DAY_MS);
    expect(topics().filter((topic) => topic === "shop/redact")).toHaveLength(1);
  });

  it("does not happen to a state that was replaced", async () => {
    await call("POST", `shops/${FIRST}/install`);
    await call("POST", `shops/${FIRST}/uninstall`);
    await call("POST", "reset");
    simulator.platform.clock.move(3 * DAY_MS);
    expect(topics()).not.toContain("shop/redact");
  });
});

it("goes back to the state it was started with", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "started-with-"));
  const stateFile = path.join(folder, "state.jsonl.gz");
  await call("POST", "customers", { email: "saved@example.com" });
  const saved = await (await fetch(`${simulator.adminUrl}/__simulator/state`)).arrayBuffer();
  writeFileSync(stateFile, Buffer.from(saved));
  await simulator.close();
  simulator = await startSimulator({ appUrl: "http://localhost:9", stateFile });
  await call("POST", "customers", { email: "later@example.com" });
  expect(await shops()).toEqual([[FIRST, 6]]);
  await call("POST", "reset");
  expect(await shops()).toEqual([[FIRST, 5]]);
  rmSync(folder, { recursive: true });
});
