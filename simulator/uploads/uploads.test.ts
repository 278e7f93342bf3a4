import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestApi } from "#simulator/test-store.ts";
import { answerFiles } from "./server.ts";

const api = createTestApi();
let server: Server;
let origin = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    answerFiles(api.platform, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

interface Target {
  url: string;
  resourceUrl: string | null;
  parameters: { name: string; value: string }[];
}

const STAGE = `mutation ($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) { stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } }`;

async function stage(input: Record<string, unknown>) {
  const answer = await api.run(STAGE, { input: [input] });
  return answer.data!["stagedUploadsCreate"] as {
    stagedTargets: Target[];
    userErrors: { field: string[] }[];
  };
}

const here = (url: string): string => url.replace("http://localhost:4100", origin);

const VARIABLES = {
  resource: "BULK_MUTATION_VARIABLES",
  filename: "bulk variables.jsonl",
  mimeType: "text/jsonl",
  httpMethod: "POST",
};

function form(target: Target, content: string, change: Record<string, string> = {}): FormData {
  const fields = new FormData();
  for (const { name, value } of target.parameters) fields.set(name, change[name] ?? value);
  fields.set("file", new Blob([content]), "variables.jsonl");
  return fields;
}

const key = (target: Target): string => target.parameters.find(({ name }) => name === "key")!.value;

it("takes a form whose file comes last", async () => {
  const [target] = (await stage(VARIABLES)).stagedTargets;
  expect(key(target!)).toMatch(/^tmp\/\d+\/bulk\/[\w-]+\/bulk_variables.jsonl$/);
  expect(target!.resourceUrl).toBeNull();
  const content = `{"a":1}\n`.repeat(30_000);
  const response = await fetch(here(target!.url), { method: "POST", body: form(target!, content) });
  expect(response.status).toBe(201);
  expect(await response.text()).toContain(`<Key>${key(target!)}</Key>`);
  const upload = api.runtime.shop.stagedUploads.get(key(target!));
  expect(upload!.file!.sizeBytes).toBe(content.length);
  const fetched = await fetch(`${origin}/uploads/${key(target!)}`);
  expect(await fetched.text()).toBe(content);
});

it("refuses a file before its fields, a wrong signature, and what is no form", async () => {
  const [target] = (await stage(VARIABLES)).stagedTargets;
  const reversed = new FormData();
  reversed.set("file", new Blob(["{}"]), "x.jsonl");
  for (const { name, value } of target!.parameters) reversed.set(name, value);
  const post = async (body: FormData | string) =>
    (await fetch(here(target!.url), { method: "POST", body })).status;
  expect(await post(reversed)).toBe(400);
  expect(await post(form(target!, "{}", { "x-goog-signature": "0" }))).toBe(403);
  expect(await post("{}")).toBe(400);
  expect(api.runtime.shop.stagedUploads.get(key(target!))!.file).toBeNull();
});

it("takes a picture as the body, and serves it", async () => {
  const staged = await stage({
    resource: "IMAGE",
    filename: "a.png",
    mimeType: "image/png",
    httpMethod: "PUT",
  });
  const [target] = staged.stagedTargets;
  const bytes = Buffer.from([137, 80, 78, 71, 0, 255]);
  const put = (body: Uint8Array<ArrayBuffer>) => fetch(here(target!.url), { method: "PUT", body });
  expect((await put(new Uint8Array(bytes))).status).toBe(200);
  const fetched = await fetch(here(target!.resourceUrl!));
  expect(fetched.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(bytes);
  expect((await put(new Uint8Array(20_000_001))).status).toBe(400);
});

it.each([
  ["mimeType", { ...VARIABLES, mimeType: "application/json" }],
  ["fileSize", { resource: "VIDEO", filename: "a.mp4", mimeType: "video/mp4" }],
  ["filename", { ...VARIABLES, filename: " " }],
])("stages nothing with a wrong %s", async (field, input) => {
  const { stagedTargets, userErrors } = await stage(input);
  expect(stagedTargets).toEqual([{ url: null, resourceUrl: null, parameters: [] }]);
  expect(userErrors).toMatchObject([{ field: ["input", "0", field] }]);
});

it("forgets an address after a day", async () => {
  const [target] = (await stage(VARIABLES)).stagedTargets;
  api.clock.move(24 * 3600 * 1000);
  const response = await fetch(here(target!.url), { method: "POST", body: form(target!, "{}") });
  expect(response.status).toBe(403);
});
