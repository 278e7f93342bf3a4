import { beforeAll, describe, expect, it } from "vitest";
import { factTextsOf } from "#app/features/customers/index.server.ts";
import {
  createPixelEndpoint,
  type PixelLimits,
} from "#app/features/customers/visits/receive-visits.server.ts";
import { pixelAccount } from "#app/features/customers/visits/signed-tokens.server.ts";
import { action, loader } from "#app/routes/pixel.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";
import { BROWSER } from "#scripts/browser-agent.ts";
import { makeBatch, NO_LIMITS, NOTHING_ALLOWED, post, visitsOf } from "./pixel-story.ts";

let shop: TestShop;
let other: TestShop;
beforeAll(async () => {
  shop = await makeShop();
  other = await makeShop();
});

const open = createPixelEndpoint(NO_LIMITS);
const HOUR_MS = 3_600_000;

/** How many visits a request adds. */
async function stored(
  send: () => ReturnType<typeof post>,
  where = shop,
): Promise<[status: number, added: number]> {
  const before = (await visitsOf(where)).length;
  const { status } = await send();
  return [status, (await visitsOf(where)).length - before];
}

describe("a request", () => {
  it.each<[string, () => unknown, number, number]>([
    ["as the pixel sends it", () => makeBatch(shop), 204, 1],
    ["that is not JSON", () => "not json", 400, 0],
    ["without a shop", () => ({ ...makeBatch(shop), account: "" }), 401, 0],
    [
      "with an account that somebody made up",
      () => ({ ...makeBatch(shop), account: `${shop.shopId}.${"0".repeat(64)}` }),
      401,
      0,
    ],
    [
      "with another shop's signature",
      () => ({ ...makeBatch(shop), account: pixelAccount(other.shopId).replace(/^\d+/, `${shop.shopId}`) }),
      401,
      0,
    ],
    ["for a shop that never was", () => ({ ...makeBatch(shop), account: pixelAccount(999_999n) }), 404, 0],
    ["with wrong types", () => ({ ...makeBatch(shop), client: 7 }), 400, 0],
    ["that is too large", () => ({ ...makeBatch(shop), filling: "x".repeat(70_000) }), 413, 0],
    ["with an event that cannot be", () => makeBatch(shop, { events: [{ name: "exec" }, {}] }), 204, 1],
    [
      "from 25 hours ago",
      () => makeBatch(shop, { events: [{ at: new Date(Date.now() - 25 * HOUR_MS).toISOString() }] }),
      204,
      0,
    ],
    [
      "from an hour ahead",
      () => makeBatch(shop, { events: [{ at: new Date(Date.now() + HOUR_MS).toISOString() }] }),
      204,
      0,
    ],
    ["by a clock a week off", () => makeBatch(shop, { sentAt: Date.now() + 168 * HOUR_MS }), 204, 0],
    [
      "by a clock ten minutes off",
      () =>
        makeBatch(shop, {
          sentAt: Date.now() + 600_000,
          events: [{ at: new Date(Date.now() + 600_000).toISOString() }],
        }),
      204,
      1,
    ],
    ["without consent", () => makeBatch(shop, { consent: NOTHING_ALLOWED }), 204, 0],
    [
      "with a NUL and half a character",
      () => makeBatch(shop, { events: [{ path: "/products/\u0000\ud800" }] }),
      204,
      1,
    ],
  ])("%s is answered rightly", async (_label, body, status, added) => {
    expect(await stored(() => post(open, body()))).toEqual([status, added]);
  });

  it("that claims a wrong length is cut off while it is read", async () => {
    const { status } = await post(
      open,
      { ...makeBatch(shop), filling: "x".repeat(70_000) },
      { headers: { "Content-Length": "10" } },
    );
    expect(status).toBe(413);
  });

  it("of a crawler stores nothing", async () => {
    const headers = {
      "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    };
    expect(await stored(() => post(open, makeBatch(shop), { headers }))).toEqual([204, 0]);
  });

  it("for a shop that uninstalled the app is refused", async () => {
    const gone = await makeShop();
    await withShop(gone.shopId, ({ db, shopId }) =>
      db.shop.update({ where: { id: shopId }, data: { uninstalledAt: new Date() } }),
    );
    expect(await stored(() => post(open, makeBatch(gone)), gone)).toEqual([404, 0]);
  });

  it("that is sent again changes nothing", async () => {
    const batch = makeBatch(shop, { events: [{ path: "/pages/once" }, { path: "/pages/twice" }] });
    await post(open, batch);
    const before = await visitsOf(shop);
    const later = { ...batch, sentAt: batch.sentAt - 60_000 };
    expect(
      (await Promise.all([post(open, batch), post(open, batch), post(open, later)])).map(
        ({ status }) => status,
      ),
    ).toEqual([204, 204, 204]);
    expect(await visitsOf(shop)).toEqual(before);
  });

  it("cannot overwrite another browser's events", async () => {
    const mine = makeBatch(shop, { client: "client-mine", events: [{ path: "/pages/mine" }] });
    await post(open, mine);
    await post(open, {
      ...mine,
      client: "client-theirs",
      events: mine.events.map((event) => ({ ...event, path: "/pages/forged" })),
    });
    const paths = (await visitsOf(shop)).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["/pages/mine", "/pages/forged"]));
  });

  it("stores text as text, and no address", async () => {
    const events = [
      { name: "search_submitted", query: "<img src=x onerror=alert(1)>'; DROP TABLE fact; --" },
    ];
    await post(open, makeBatch(other, { events }), { address: "203.0.113.77" });
    const [search] = await visitsOf(other);
    const texts = await withShop(other.shopId, (scope) =>
      factTextsOf(scope, [{ kind: "visit.search_submitted", key: search!.key }]),
    );
    expect([...texts.values()]).toEqual(["<img src=x onerror=alert(1)>'; DROP TABLE fact; --"]);
    const everything = await withShop(
      other.shopId,
      ({ db }) =>
        db.$queryRaw<
          { text: string }[]
        >`SELECT fact::text AS text FROM fact UNION ALL SELECT customer::text FROM customer`,
    );
    // The words of a search stand sealed, not in the fact.
    expect(JSON.stringify(everything)).not.toContain("DROP TABLE");
    expect(JSON.stringify(everything)).not.toContain("203.0.113.77");
    expect(JSON.stringify(everything)).not.toContain("client-0001");
  });
});

describe("a flood", () => {
  const limited = (overrides: Partial<PixelLimits>) =>
    createPixelEndpoint({ ...NO_LIMITS, ...overrides }, () => new Date());
  const few = { perSecond: 0.001, burst: 3, maxKeys: 100 };

  it.each<[string, Partial<PixelLimits>, (n: number) => Record<string, unknown>, (n: number) => string]>([
    ["one visitor", { visitor: few }, () => ({}), (n) => `192.0.2.${n}`],
    ["one address", { address: few }, (n) => ({ client: `client-${1000 + n}` }), () => "192.0.2.1"],
    ["one shop's page", { shop: few }, (n) => ({ client: `client-${1000 + n}` }), (n) => `192.0.2.${n}`],
  ])("of %s is held back", async (_label, limits, batch, address) => {
    const endpoint = limited(limits);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => post(endpoint, makeBatch(shop, batch(n)), { address: address(n) })),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 429, 429]);
    expect(Number(answers[4]!.headers["Retry-After"])).toBeGreaterThan(0);
  });

  it("of one shop holds back no other", async () => {
    const endpoint = limited({ shop: few });
    for (let n = 0; n < 4; n += 1) await post(endpoint, makeBatch(shop));
    expect((await post(endpoint, makeBatch(other))).status).toBe(204);
  });

  it("does not pile up in memory", async () => {
    const endpoint = limited({ maxWaiting: 5 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => post(endpoint, makeBatch(shop, { client: `client-${1000 + n}` }))),
    );
    const counts = Map.groupBy(answers, ({ status }) => status);
    expect([counts.get(204)?.length, counts.get(503)?.length]).toEqual([5, 15]);
  });

  it("of 10,000 events within the limits is stored, each once", async () => {
    const busy = await makeShop();
    const batches = Array.from({ length: 400 }, (_, n) =>
      makeBatch(busy, { client: `client-${1000 + n}`, events: Array.from({ length: 25 }, () => ({})) }),
    );
    const answers = await Promise.all(
      [...batches, ...batches.slice(0, 50)].map((batch) => post(open, batch)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await visitsOf(busy)).toHaveLength(10_000);
  });
});

describe("the route", () => {
  const request = (init: RequestInit) => new Request("https://app.example/pixel", init);
  const args = (init: RequestInit) => ({ request: request(init), params: {}, context: {} });

  it("takes what a sandbox without an origin posts", async () => {
    const before = (await visitsOf(shop)).length;
    const init = {
      method: "POST",
      body: JSON.stringify(makeBatch(shop)),
      headers: { "User-Agent": BROWSER, Origin: "null" },
    };
    const response = await action(args(init));
    expect([response.status, response.headers.get("Access-Control-Allow-Origin")]).toEqual([204, "*"]);
    expect(await visitsOf(shop)).toHaveLength(before + 1);
  });

  it("says that it may be asked from anywhere, and by POST only", async () => {
    const asked = loader(args({ method: "OPTIONS" }));
    expect([asked.status, asked.headers.get("Access-Control-Allow-Methods")]).toEqual([204, "POST"]);
    expect([loader(args({})).status, (await action(args({ method: "PUT" }))).status]).toEqual([405, 405]);
  });
});
