/** Who looked at whom, and changed what, by the routes of the admin; who is asking is given. */
import { randomUUID } from "node:crypto";
import { beforeEach, expect, it, vi } from "vitest";
import { forgetPerson, identifyPeople, recordConsents } from "#app/features/customers/index.server.ts";
import type { AdminRequest } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const STAFF = "4711";
const ID = bigId(7);
let shop: TestShop;

vi.mock("#app/features/shops/index.server.ts", async (original) => ({
  ...(await original()),
  openAdmin: (_request: Request, _install: unknown, work: (admin: Partial<AdminRequest>) => unknown) =>
    work({ shopId: shop.shopId, staff: STAFF }),
}));

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  await deliver(shop, { topic: "customers/create", payload: makeCustomer({ id: ID }) });
  await workOff(shop);
});

type Route = "timeline" | "consents" | "identity";
const ROUTES = {
  timeline: () => import("#app/routes/app.customers.$customerId_.timeline.ts"),
  consents: () => import("#app/routes/app.customers.$customerId_.consents.ts"),
  identity: () => import("#app/routes/app.customers.$customerId.identity.ts"),
} as const;

async function look(route: Route, query = ""): Promise<unknown> {
  const { loader } = await ROUTES[route]();
  const request = new Request(`https://app.example/app/customers/${ID}/${route}${query}`);
  return loader({ request, params: { customerId: ID.toString() }, context: {} });
}

const logged = () =>
  withShop(shop.shopId, async ({ db }) => {
    const lines = await db.accessLog.findMany({ where: { actor: STAFF }, orderBy: { id: "asc" } });
    return lines.map(({ customerId, action }) => [customerId, action]);
  });

it.each<[Route, string]>([
  ["timeline", ""],
  ["consents", "?channel=email"],
])("a look at the %s is noted, once in a while", async (route, query) => {
  await look(route, query);
  await look(route, query);
  expect(await logged()).toEqual([[ID, "viewed"]]);
});

it("the history of a consent comes with its evidence", async () => {
  const evidence = { text: "Write to me", locale: "en", page: "https://shop.example/form" };
  const said = { channel: "email", state: "subscribed", level: "single_opt_in", source: "form" } as const;
  await withShop(shop.shopId, (scope) =>
    recordConsents(scope, [{ subjectId: ID, ...said, changedAt: new Date(), evidence }]),
  );
  expect(await look("consents", "?channel=email")).toMatchObject({ history: [{ ...said, evidence }] });
});

it("the preview of a join shows both, and is noted of both", async () => {
  const mention = { customerId: null, email: "guest@example.com", phone: null, seenAt: new Date() };
  const [guest] = await withShop(shop.shopId, (scope) => identifyPeople(scope, [mention]));
  await look("identity", `?with=${guest!.subjectId}`);
  expect(await logged()).toEqual([
    [guest!.subjectId, "viewed"],
    [ID, "viewed"],
  ]);
});

it("points given by hand are noted as a change", async () => {
  const { action } = await import("#app/routes/app.customers.$customerId.tsx");
  const body = new URLSearchParams({ adjustmentId: randomUUID(), points: "50", reason: "sorry" });
  const request = new Request(`https://app.example/app/customers/${ID}`, { method: "POST", body });
  await action({ request, params: { customerId: ID.toString() }, context: {} });
  expect(await logged()).toEqual([[ID, "edited"]]);
});

it("of somebody who was erased nothing is noted: there is nothing to look at", async () => {
  await withShop(shop.shopId, (scope) => forgetPerson(scope, [ID], new Date()));
  await look("timeline");
  expect(await logged()).toEqual([]);
});
