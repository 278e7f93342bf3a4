import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { signProxyQuery } from "#simulator/app-proxy-signature.ts";
import { installApp, sellAbroad, startStorefront } from "../test-storefront.ts";
import type { Shopper, TestStorefront } from "../test-storefront.ts";

interface Seen {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

let app: Server;
let seen: Seen[];
let reply: (request: IncomingMessage, response: ServerResponse) => void;
let storefront: TestStorefront;
let shopper: Shopper;

beforeEach(async () => {
  seen = [];
  reply = (_request, response) => void response.end("ok");
  app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://app");
      seen.push({
        method: request.method ?? "",
        url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      reply(request, response);
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  storefront = await startStorefront({ url: `http://127.0.0.1:${(app.address() as AddressInfo).port}` });
  installApp(storefront);
  shopper = storefront.newShopper();
});
afterEach(async () => {
  await storefront.close();
  app.closeAllConnections();
  app.close();
});

it("forwards with a query that the app can verify, and says that nobody is logged in", async () => {
  await shopper.get("/apps/loyal/rewards/list?page=2&tag=a&tag=b");
  const { url } = seen[0]!;
  expect(url.pathname).toBe("/proxy/rewards/list");
  expect(url.searchParams.getAll("tag")).toEqual(["a", "b"]);
  expect(url.searchParams.get("shop")).toBe("small.myshopify.com");
  expect(url.searchParams.get("path_prefix")).toBe("/apps/loyal");
  expect(url.searchParams.get("logged_in_customer_id")).toBe("");
  expect(url.searchParams.get("signature")).toBe(signProxyQuery(url.searchParams, "hush"));
});

it("names the logged-in customer and forgets what a shopper claims to be", async () => {
  await shopper.post("/account/login", { "customer[email]": "ada@example.com" });
  await shopper.get(
    "/apps/loyal?logged_in_customer_id=1&shop=evil.myshopify.com&signature=x&timestamp=0&path_prefix=/x",
  );
  const { searchParams, pathname } = seen[0]!.url;
  const ada = [...storefront.shop.customers.values()].find(
    (customer) => customer.email === "ada@example.com",
  );
  expect(pathname).toBe("/proxy");
  expect(searchParams.getAll("logged_in_customer_id")).toEqual([String(ada?.id)]);
  expect(searchParams.getAll("shop")).toEqual(["small.myshopify.com"]);
  expect(searchParams.getAll("signature")).toEqual([signProxyQuery(searchParams, "hush")]);
});

it("forwards method and body, and keeps cookies to itself in both directions", async () => {
  reply = (_request, response) => {
    response.writeHead(201, { "Set-Cookie": "app=1", "Content-Type": "text/plain", "X-App": "yes" });
    response.end("made");
  };
  await shopper.post("/account/login", { "customer[email]": "ada@example.com" });
  const response = await shopper.post("/apps/loyal/redeem", { reward: "1" });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-app")).toBe("yes");
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(await response.text()).toBe("made");
  expect(seen[0]).toMatchObject({ method: "POST", body: "reward=1" });
  expect(seen[0]!.headers.cookie).toBeUndefined();
  expect(seen[0]!.headers["content-type"]).toContain("application/x-www-form-urlencoded");
  expect(seen[0]!.headers["x-forwarded-host"]).toBe(new URL(storefront.url).host);
  expect(seen[0]!.headers["x-forwarded-for"]).toBe("127.0.0.1");
});

it("renders Liquid answers inside the theme, or bare when they ask for it", async () => {
  reply = (request, response) => {
    response.writeHead(200, { "Content-Type": "application/liquid" });
    response.end(
      request.url?.startsWith("/proxy/bare")
        ? "{% layout none %}<i>{{ shop.name }}</i>"
        : "<i>{{ shop.name }}</i>",
    );
  };
  const page = await shopper.get("/apps/loyal/rewards");
  expect(page.headers.get("content-type")).toContain("text/html");
  const html = await page.text();
  expect(html).toContain("<i>Simulated Store</i>");
  expect(html).toContain('<main class="main wrap"');
  expect(await (await shopper.get("/apps/loyal/bare")).text()).toBe("<i>Simulated Store</i>");
});

it("follows the app's redirects itself: the shopper sees where they end", async () => {
  reply = (request, response) => {
    const isEnd = request.url?.startsWith("/proxy/end");
    response.writeHead(
      isEnd ? 200 : 303,
      isEnd ? { "X-Powered-By": "x", Date: "x" } : { Location: "end?done=1" },
    );
    response.end(isEnd ? "arrived" : "");
  };
  const response = await shopper.post("/apps/loyal/redeem", { reward: "1" });
  expect([response.status, await response.text()]).toEqual([200, "arrived"]);
  expect(response.headers.get("x-powered-by")).toBeNull();
  expect(seen.map(({ method, url, body }) => [method, url.pathname, body])).toEqual([
    ["POST", "/proxy/redeem", "reward=1"],
    ["GET", "/proxy/end", ""],
  ]);
});

it("gives up on redirects that never end", async () => {
  reply = (_request, response) => {
    response.writeHead(302, { Location: "/proxy/again" });
    response.end();
  };
  expect((await shopper.get("/apps/loyal/a")).status).toBe(502);
});

it("answers under the address of another language too, in its layout", async () => {
  sellAbroad(storefront);
  reply = (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/liquid" });
    response.end("{{ request.locale.iso_code }}");
  };
  const html = await (await shopper.get("/de/apps/loyal/rewards")).text();
  expect(html).toContain('<html lang="de">');
  expect(seen[0]!.url.pathname).toBe("/proxy/rewards");
});

it("shows a page of the store when the app does not answer or answers broken Liquid", async () => {
  reply = (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/liquid" });
    response.end("{% nonsense %}");
  };
  expect((await shopper.get("/apps/loyal")).status).toBe(502);
  reply = (request) => void request.socket.destroy();
  const response = await shopper.get("/apps/loyal");
  expect(response.status).toBe(502);
  const html = await response.text();
  expect(html).toContain("cannot be shown right now");
  expect(html).not.toMatch(/Error|at .*\.ts/);
});

it("is no page of the store before the app is installed, nor beside its path", async () => {
  expect((await shopper.get("/apps/loyalty")).status).toBe(404);
  storefront.shop.installations.clear();
  expect((await shopper.get("/apps/loyal")).status).toBe(404);
  expect(seen).toEqual([]);
});
