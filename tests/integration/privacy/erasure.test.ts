import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  recordConsents,
  recordPreferences,
  recordStated,
  noteAccess,
} from "#app/features/customers/index.server.ts";
import { PERSON_TABLES, SEEN_TO_APART } from "#app/features/privacy/domain/person-tables.ts";
import {
  exportCustomer,
  exportPerson,
  findPerson,
  toCsv,
  toHtml,
  workOffPrivacyRequests,
} from "#app/features/privacy/index.server.ts";
import { queueMessages } from "#app/features/messaging/index.server.ts";
import { blindIndexOf, noteChanges } from "#app/features/shops/index.server.ts";
import { sealJson } from "#app/platform/crypto/keyring.server.ts";
import { SEALED_COLUMNS } from "#app/platform/crypto/sealed-columns.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { asOwner, deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";
import { findTraces } from "./find-traces.ts";

const CUSTOMER = bigId(7);
let shop: TestShop;
let email: string;
let guestEmail: string;
let customer: Payload;
const PHONE = "+447700900123";
const BIRTHDAY = { day: 17, month: 5, year: 1987 };
/** Leads to where the person lives. */
const TRACKING = "RMX7700812GB";
const NAMES = ["Zebediah", "Quillfeather", "17 Nightingale Mews"];

beforeEach(async () => {
  shop = await makeShop();
  email = `${randomUUID()}@example.com`;
  guestEmail = `${randomUUID()}@example.org`;
  customer = makeCustomer({
    email,
    phone: PHONE,
    first_name: NAMES[0],
    last_name: NAMES[1],
    default_address: { id: bigId(80), address1: NAMES[2], city: "Bath", country_code: "GB", default: true },
  });
  await startProgramme(shop);
});

const now = new Date("2026-03-05T10:00:00Z");

/** Puts the person everywhere: through deliveries and the product's own functions, and by hand where there is none yet. */
async function seed(): Promise<void> {
  await deliver(shop, { topic: "customers/create", payload: customer });
  const parcel = {
    id: bigId(80),
    status: "success",
    created_at: "2026-03-02T10:00:00+00:00",
    tracking_company: "Royal Mail",
    tracking_numbers: [TRACKING],
    tracking_urls: [`https://example.com/${TRACKING}`],
  };
  await deliver(shop, {
    topic: "orders/create",
    payload: makeOrder({ customer, email, phone: PHONE, fulfillments: [parcel] }),
  });
  await deliver(shop, { topic: "orders/updated", payload: makeOrder({ subtotal_price: "?", customer }) });
  await deliver(shop, { topic: "unknown/topic", payload: { phone: "+44 7700 900-123" } });
  await workOff(shop);
  const { shopId } = shop;
  await withShop(shopId, async (scope) => {
    const { db } = scope;
    const evidence = { text: `${NAMES[0]} agreed`, locale: "en", page: "https://example.com" };
    await recordConsents(scope, [
      {
        subjectId: CUSTOMER,
        channel: "email",
        state: "subscribed",
        level: null,
        source: "form",
        evidence,
        changedAt: now,
      },
    ]);
    const off = {
      topicsOff: [],
      frequency: "weekly" as const,
      pausedUntil: null,
      noAutomatedDecisions: true,
    };
    await recordPreferences(scope, CUSTOMER, off, now);
    await recordStated(scope, CUSTOMER, { birthday: BIRTHDAY, interests: ["type:Tea"] }, now);
    await noteAccess(scope, { customerId: CUSTOMER, actor: "1", action: "viewed" });
    await noteChanges(scope, "customer.points", [CUSTOMER.toString()]);
    const noteRows = await db.$queryRaw<{ id: bigint }[]>`
      INSERT INTO customer_note (shop_id, customer_id, sealed, staff) VALUES (current_shop_id(), ${CUSTOMER}, '\\x', '1') RETURNING note_id AS id`;
    const noteId = noteRows[0]!.id;
    const sealed = sealJson({ text: email }, `note:${shopId}:${noteId}`);
    await db.customerNote.update({ where: { shopId_id: { shopId, id: noteId } }, data: { sealed } });
    const token = Uint8Array.from((await blindIndexOf(scope)).token("email", email));
    await db.customerIdentity.createMany({
      data: [{ shopId, kind: "email", token, customerId: CUSTOMER, since: now }],
      skipDuplicates: true,
    });
    await db.customerMerge.createMany({
      data: [{ shopId, fromId: -5n, intoId: CUSTOMER, source: "email" }],
      skipDuplicates: true,
    });
    await db.cart.createMany({
      data: [{ shopId, token: "cart-1", customerId: CUSTOMER, lines: [], createdAt: now, updatedAt: now }],
    });
    await db.checkout.createMany({
      data: [
        {
          shopId,
          token: "checkout-1",
          subjectId: CUSTOMER,
          customerId: CUSTOMER,
          lines: [],
          sealed: sealJson({ email }, `checkout:${shopId}:checkout-1`),
          createdAt: now,
          updatedAt: now,
        },
      ],
    });
    await db.subscription.createMany({
      data: [{ shopId, id: 1n, subjectId: CUSTOMER, customerId: CUSTOMER, status: "active", updatedAt: now }],
    });
    await db.customerSummary.createMany({ data: [{ shopId, customerId: CUSTOMER }], skipDuplicates: true });
    await db.redemption.create({
      data: {
        shopId,
        id: randomUUID(),
        customerId: CUSTOMER,
        rewardId: 1,
        costPoints: 1,
        valueMinor: 1,
        currency: "GBP",
        code: "CODE",
        status: "posted",
        requestedAt: now,
      },
    });
    await db.recommendationBasket.createMany({
      data: [{ shopId, orderId: 1n, customerId: CUSTOMER, productIds: [1n], boughtAt: now }],
      skipDuplicates: true,
    });
    await db.customerRecommendation.create({
      data: { shopId, placement: "for_you", customerId: CUSTOMER, items: [] },
    });
    await db.bulkActionItem.create({ data: { shopId, actionId: 1n, customerId: CUSTOMER } });
    const dates = { dueAt: now, anchorAt: now };
    const people = { customerId: CUSTOMER, subjectId: CUSTOMER };
    await db.enrolment.create({
      data: { shopId, journeyId: 1, version: 1, key: "cart:1", ...people, ...dates },
    });
    const wanted = {
      channel: "email",
      purpose: "marketing",
      topic: "offers",
      templateKey: "cart-recovery-1h",
      dedupeKey: `cart:${CUSTOMER}`,
      source: { kind: "journey", id: CUSTOMER.toString() },
    } as const;
    await queueMessages(scope, [{ customerId: CUSTOMER, ...wanted }], now);
    await db.suppression.create({
      data: { shopId, channel: "email", token, customerId: CUSTOMER, reason: "bounced" },
    });
    await db.savedView.createMany({
      data: [
        { shopId, id: 1, sealed: sealJson("One", `saved-view:${shopId}:1`), query: { search: email } },
        { shopId, id: 2, sealed: sealJson(`Like ${email}`, `saved-view:${shopId}:2`), query: {} },
      ],
    });
    await db.importRowError.create({
      data: { shopId, importId: 1n, line: 2, field: "email", message: `"${email}" is not known` },
    });
    await db.filePiece.create({
      data: { shopId, owner: "export:1", piece: 0, sealed: sealJson({ email }, `file:${shopId}:export:1:0`) },
    });
  });
  await request("customers/data_request", { data_request: { id: 1 } });
  await workOff(shop);
  await workOffPrivacyRequests(shop.shopId);
  // Last: a reaction would take away what follows from no segment.
  await withShop(shop.shopId, async ({ db, shopId }) => {
    const at = new Date();
    await db.segmentMember.create({ data: { shopId, segmentId: 1n, customerId: CUSTOMER, joinedAt: at } });
    await db.segmentDue.create({ data: { shopId, customerId: CUSTOMER, flipsAt: at } });
    await db.segmentScores.create({
      data: { shopId, customerId: CUSTOMER, recency: 1, frequency: 1, monetary: 1, rfmGroup: "DORMANT" },
    });
  });
}

const request = (topic: string, rest: Payload = {}) =>
  deliver(shop, {
    topic,
    payload: { shop_domain: shop.domain, customer: { id: CUSTOMER, email, phone: PHONE }, ...rest },
  });

async function erase(rest: Payload = {}): Promise<void> {
  await request("customers/redact", rest);
  await workOff(shop);
  await workOffPrivacyRequests(shop.shopId);
}

const tracesOf = (words: readonly string[]) => findTraces(shop, { words, ids: [CUSTOMER] });

async function personWords(): Promise<string[]> {
  const token = await withShop(shop.shopId, async (scope) =>
    (await blindIndexOf(scope)).token("email", email),
  );
  return [email, "7700900123", "1987-05-17", TRACKING, ...NAMES, token.toString("hex")];
}

describe("an erasure", () => {
  it("takes the person out of every table, file and job, and out of the log", async () => {
    const said: string[] = [];
    for (const level of ["info", "warn", "error"] as const)
      vi.spyOn(log, level).mockImplementation(
        (...given: unknown[]) =>
          void said.push(
            JSON.stringify(given, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)),
          ),
      );
    await seed();
    const words = await personWords();
    const seeded = await tracesOf(words);
    // The test is worth something only where the person was.
    for (const { table } of PERSON_TABLES) expect(seeded, table).toContain(table);
    for (const table of [
      "customer",
      "webhook_delivery",
      "outbox_change",
      "saved_view",
      "import_row_error",
      "file_piece",
    ])
      expect(seeded, table).toContain(table);
    await erase();
    expect(await tracesOf(words)).toEqual([]);
    expect(said.filter((line) => words.some((word) => line.includes(word)))).toEqual([]);
    vi.restoreAllMocks();
  });

  it("begins what is being exported anew, and leaves no piece of it", async () => {
    await seed();
    const { shopId } = shop;
    const { exported, bulk } = await withShop(shopId, async ({ db }) => {
      await db.filePiece.deleteMany();
      const { id } = await db.exportRun.create({
        data: { shopId, kind: "everything", status: "running", staff: "1" },
      });
      const action = await db.bulkAction.create({
        data: { shopId, kind: "export", parameters: {}, status: "running", staff: "1" },
      });
      await db.bulkActionItem.create({
        data: { shopId, actionId: action.id, customerId: 9n, status: "done" },
      });
      for (const owner of [`export:${id}`, `bulk:${action.id}`])
        await db.filePiece.create({ data: { shopId, owner, piece: 0, sealed: Buffer.from("x") } });
      return { exported: id, bulk: action.id };
    });
    await erase();
    await withShop(shopId, async ({ db }) => {
      expect(await db.filePiece.count()).toBe(0);
      expect(await db.exportRun.findFirst({ where: { id: exported } })).toMatchObject({ status: "waiting" });
      expect(await db.bulkActionItem.findFirst({ where: { actionId: bulk } })).toMatchObject({
        status: "waiting",
      });
    });
  });

  it("leaves the shop's books and counts as they were", async () => {
    await seed();
    const count = () =>
      withShop(shop.shopId, async ({ db }) => ({
        orders: await db.order.count(),
        points: await db.pointsEntry.aggregate({ _sum: { points: true }, _count: true }),
        deliveries: (await db.webhookDelivery.count()) > 0,
      }));
    const before = await count();
    await erase();
    expect(await count()).toEqual(before);
    expect(before.points._sum.points).toBe(0n);
  });

  it("stays done, whatever is told late", async () => {
    await seed();
    const words = await personWords();
    await erase();
    const later = { ...customer, updated_at: "2026-06-01T00:00:00Z" };
    await deliver(shop, { topic: "customers/update", payload: later });
    await deliver(shop, {
      topic: "orders/updated",
      payload: makeOrder({ customer: later, email, phone: PHONE, updated_at: "2026-06-01T00:00:00Z" }),
    });
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ id: bigId(2), name: "#1002", customer: later, email }),
    });
    await deliver(shop, {
      topic: "orders/updated",
      payload: makeOrder({ subtotal_price: "?", customer: later }),
    });
    await deliver(shop, {
      topic: "customers_email_marketing_consent/update",
      payload: {
        customer_id: CUSTOMER,
        email_address: email,
        email_marketing_consent: {
          state: "subscribed",
          opt_in_level: null,
          consent_updated_at: "2026-06-01T00:00:00Z",
        },
      },
    });
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    expect(await tracesOf(words)).toEqual([]);
  });

  it("finds a person by the e-mail alone, and leaves others as they are", async () => {
    await deliver(shop, { topic: "customers/create", payload: customer });
    const other = makeCustomer({ id: bigId(8), email: guestEmail, phone: PHONE });
    await deliver(shop, { topic: "customers/create", payload: other });
    await workOff(shop);
    await erase({ customer: { email: email.toUpperCase() } });
    const rows = await withShop(shop.shopId, ({ db }) =>
      db.customer.findMany({
        where: { id: { gt: 0n } },
        orderBy: { id: "asc" },
        select: { id: true, redactedAt: true },
      }),
    );
    expect(rows.map(({ redactedAt }) => redactedAt !== null)).toEqual([true, false]);
  });

  it("follows merges: who was merged into another is the same person", async () => {
    await deliver(shop, { topic: "customers/create", payload: customer });
    await deliver(shop, { topic: "customers/create", payload: makeCustomer({ id: bigId(8), email }) });
    await deliver(shop, {
      topic: "customers/merge",
      payload: {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${CUSTOMER}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${bigId(8)}`,
        status: "completed",
      },
    });
    await workOff(shop);
    await erase({ customer: { id: bigId(8), email } });
    expect(await tracesOf(await personWords())).toEqual([]);
  });

  it("empties the contact of further orders that are named", async () => {
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ customer: null, email: guestEmail }),
    });
    await workOff(shop);
    await erase({ orders_to_redact: [bigId(1)] });
    expect(await tracesOf([guestEmail])).toEqual([]);
  });
});

describe("the lists", () => {
  it("name every table that holds a person, and every sealed column", async () => {
    await asOwner<{ table: string; column: string }>(async (query) => {
      const persons = await query(
        `SELECT DISTINCT c.table_name AS table FROM information_schema.columns c
         WHERE c.table_schema = 'public' AND c.column_name SIMILAR TO '(%customer|%subject|%person|from|into)_id' ORDER BY 1`,
      );
      const listed = [...PERSON_TABLES.map(({ table }) => table), ...SEEN_TO_APART];
      expect(listed).toEqual(expect.arrayContaining(persons.map(({ table }) => table)));
      const sealed = await query(
        `SELECT table_name AS table, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'bytea' AND column_name NOT IN ('token', 'state_hash', 'proof') ORDER BY 1`,
      );
      const known = SEALED_COLUMNS.map(({ table, column }) => ({ table, column }));
      expect(known.toSorted((a, b) => (a.table < b.table ? -1 : 1))).toEqual(sealed);
    });
  });
});

describe("an export", () => {
  it("holds what is stored, opened, in each form, and nothing that a spreadsheet runs", async () => {
    await seed();
    await deliver(shop, {
      topic: "customers/update",
      payload: { ...customer, note: "=1+1", updated_at: "2026-06-01T00:00:00Z" },
    });
    await workOff(shop);
    const found = await withShop(shop.shopId, (scope) => exportCustomer(scope, CUSTOMER));
    expect(JSON.stringify(found)).toContain(email);
    expect(found.tables["orders"]).toMatchObject([{ name: "#1001", details: { email } }]);
    expect(found.points).toMatchObject([{ kind: "earn", points: "20" }]);
    expect(toCsv(found)).toContain("note,'=1+1");
    expect(toHtml({ ...found, customers: [{ name: "<script>" }] }, "Data")).not.toContain("<script>");
    expect(found.leftOut).toEqual([]);
  });

  it("says how much of a very long record it leaves out", async () => {
    await seed();
    const person = { customerId: CUSTOMER, email: null, phone: null, orderIds: [] };
    const [whole, short] = await withShop(shop.shopId, async (scope) => {
      const found = await findPerson(scope, person);
      return [await exportPerson(scope, found), await exportPerson(scope, found, 1)];
    });
    const facts = whole!.tables["fact"]!.length;
    expect(short!.tables["fact"]).toHaveLength(1);
    expect(short!.leftOut).toContainEqual({ table: "fact", rows: facts - 1 });
    expect(toCsv(short!)).toContain(`left_out,1,`);
  });
});
