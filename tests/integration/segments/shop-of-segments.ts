/** A shop with segments, written straight into the tables that the earlier features fill, and the clock of the test. */
import { withShop } from "#app/platform/db/scope.server.ts";
import {
  advanceSegments,
  buildSegments,
  membersByCondition,
  saveSegment,
} from "#app/features/segments/index.server.ts";
import { languageOf, readSegments } from "#app/features/segments/repository.server.ts";
import { updateMembership } from "#app/features/segments/update-membership.server.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

/** What a customer is made of, as far as conditions of these tests ask. */
export interface Person {
  tags?: string[];
  orders?: number;
  netMinor?: number;
  lastOrderAt?: Date | null;
  addedAt?: Date | null;
  email?: "subscribed" | "unsubscribed" | "pending";
  deletedAt?: Date | null;
}

export async function writePerson({ shopId }: TestShop, id: bigint, person: Person): Promise<void> {
  const {
    tags = [],
    orders = 0,
    netMinor = 0,
    lastOrderAt = null,
    addedAt = null,
    email,
    deletedAt = null,
  } = person;
  await withShop(shopId, async ({ db }) => {
    await db.customer.upsert({
      where: { shopId_id: { shopId, id } },
      create: { shopId, id, tags, createdAt: addedAt, deletedAt, updatedAt: new Date(0), searchTokens: [] },
      update: { tags, createdAt: addedAt, deletedAt },
    });
    const summary = {
      ordersCount: orders,
      netMinor: BigInt(netMinor),
      spentMinor: BigInt(netMinor),
      lastOrderAt,
      firstOrderAt: lastOrderAt,
    };
    await db.customerSummary.upsert({
      where: { shopId_customerId: { shopId, customerId: id } },
      create: { shopId, customerId: id, ...summary },
      update: summary,
    });
    if (!email) return;
    const consent = { state: email, source: "shopify", changedAt: new Date(0) };
    await db.customerConsent.upsert({
      where: { shopId_customerId_channel: { shopId, customerId: id, channel: "email" } },
      create: { shopId, customerId: id, channel: "email", ...consent },
      update: consent,
    });
  });
}

export async function makeSegments(
  shop: TestShop,
  segments: Readonly<Record<string, string>>,
  now = new Date("2026-03-01T12:00:00Z"),
): Promise<Map<string, bigint>> {
  const ids = new Map<string, bigint>();
  for (const [name, condition] of Object.entries(segments)) {
    const draft = { id: null, name, description: "", condition };
    ids.set(name, await withShop(shop.shopId, (scope) => saveSegment(scope, draft, { staff: null, now })));
  }
  await build(shop, now);
  return ids;
}

export const build = (shop: TestShop, now: Date) => buildSegments(shop.shopId, async () => now);
export const advance = (shop: TestShop, now: Date) => advanceSegments(shop.shopId, async () => now);

/** What the reaction does for customers whose facts changed. */
export const react = (shop: TestShop, ids: readonly bigint[], now: Date) =>
  withShop(shop.shopId, (scope) => updateMembership(scope, ids, now));

/** Stored members by segment, and those whom the condition holds for when asked anew. */
export async function compareMembers(shop: TestShop, now: Date) {
  return withShop(shop.shopId, async (scope) => {
    const language = await languageOf(scope);
    const stored: Record<string, string[]> = {};
    const scratch: Record<string, string[]> = {};
    for (const { id, name, tree } of await readSegments(scope, language)) {
      const members = await scope.db.$queryRaw<{ id: bigint }[]>`
        SELECT customer_id AS id FROM segment_member WHERE segment_id = ${id} ORDER BY 1`;
      const meant = await scope.db.$queryRaw<{ id: bigint }[]>`
        SELECT c.customer_id AS id ${membersByCondition(tree, { ...language, now })} ORDER BY 1`;
      stored[name] = members.map((row) => row.id.toString());
      scratch[name] = meant.map((row) => row.id.toString());
    }
    return { stored, scratch };
  });
}

export const membersOf = async (shop: TestShop, id: bigint): Promise<bigint[]> =>
  withShop(shop.shopId, async ({ db }) => {
    const rows = await db.segmentMember.findMany({
      where: { segmentId: id },
      orderBy: { customerId: "asc" },
    });
    return rows.map(({ customerId }) => customerId);
  });

/** Joined and left, oldest first. */
export const segmentFacts = (shop: TestShop) =>
  withShop(shop.shopId, ({ db }) =>
    db.fact.findMany({
      where: { kind: { startsWith: "segment." } },
      orderBy: [{ happenedAt: "asc" }, { key: "asc" }],
      select: { kind: true, customerId: true, happenedAt: true, data: true },
    }),
  );

export { makeShop, type TestShop };
