import { createHash } from "node:crypto";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type BroughtGuest,
  findCustomers,
  type Identified,
  identifyPeople,
  keepFactTexts,
  recordConsents,
} from "#app/features/customers/index.server.ts";
import { recordFacts } from "#app/features/events/index.server.ts";
import { type ImportedOrderRow, recordImportedOrders } from "#app/features/orders/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import type { ImportKind } from "./domain/import-kinds.ts";
import { type ImportRow, KNOWN_ALREADY, type RowError } from "./domain/import-rows.ts";

/** The run that rows belong to. */
export interface ImportContext {
  importId: bigint;
  /** When the file was brought: the age of what it says, and the time of what it gives no time for. */
  broughtAt: Date;
  currency: string;
  staff: string;
  /** Points for orders of another platform: only when the merchant says so. */
  ordersEarnPoints: boolean;
}

/** A row and how often the same row stood in the file before it: the second of two equal rows is another thing. */
export interface NumberedRow extends ImportRow {
  repetition: number;
}

interface OwnedRow {
  row: NumberedRow;
  person: Identified & { subjectId: bigint; customerId: bigint };
}

/** What became of rows: what could not be stored, and what is to be said of those of which nothing is stored. */
export interface StoredRows {
  errors: RowError[];
  notes: RowError[];
}

/**
 * Stores rows of a file. The same rows brought again change nothing.
 *
 * @returns what could not be stored, by row and field; and of which rows nothing was stored, and why
 */
export async function storeRows(
  scope: ShopScope,
  kind: ImportKind,
  rows: readonly NumberedRow[],
  context: ImportContext,
): Promise<StoredRows> {
  const errors: RowError[] = [];
  const notes: RowError[] = [];
  const owned = await findOwners(scope, kind, rows, context, errors);
  switch (kind) {
    case "customers":
      // Whoever was not known is a guest now.
      notes.push(...owned.flatMap(noteOfKnown));
      break;
    case "points":
      await storePoints(scope, owned, context);
      break;
    case "tiers":
      await recordFacts(
        scope,
        owned.map((one) => tierFact(one, context)),
      );
      break;
    case "referral_codes":
      await recordFacts(
        scope,
        owned.map((one) => referralFact(one, context)),
      );
      break;
    case "consents":
      await storeConsents(scope, owned, context);
      break;
    case "orders":
      errors.push(...(await recordImportedOrders(scope, orderRows(owned), context)));
      break;
  }
  return { errors, notes };
}

/** A customer's record is Shopify's: a file of people changes nothing of it. */
function noteOfKnown({ row, person }: OwnedRow): RowError[] {
  if (person.customerId < 0n) return [];
  const message = "Shopify knows this customer already: its record stays as it is, nothing was changed";
  return [{ line: row.line, field: KNOWN_ALREADY, message }];
}

/** What a file of customers tells of a person; undefined = files of other kinds, which tell nothing of the sort. */
function broughtOf(kind: ImportKind, { values }: ImportRow): BroughtGuest | undefined {
  if (kind !== "customers") return undefined;
  const firstName = textOf(values["first_name"]);
  const lastName = textOf(values["last_name"]);
  const tags = textOf(values["tags"]);
  const place = placeOf(values);
  const name = [firstName, lastName].filter(Boolean).join(" ") || null;
  return {
    firstName,
    lastName,
    address: place && { ...place, name, id: null, province: textOf(values["region"]), isDefault: true },
    locale: textOf(values["language"]),
    tags: tags === null ? null : tags.split("\n"),
    since: timeOf(values["known_since"]),
  };
}

/** Where a row says that somebody lives; null = it does not say. */
function placeOf(values: ImportRow["values"]) {
  const region = textOf(values["region"]);
  const place = {
    company: textOf(values["company"]),
    address1: textOf(values["address1"]),
    address2: textOf(values["address2"]),
    city: textOf(values["city"]),
    zip: textOf(values["postcode"]),
    provinceCode: region !== null && /^[A-Z0-9]{1,3}$/.test(region) ? region : null,
    countryCode: textOf(values["country"]),
    phone: null,
  };
  return region !== null || Object.values(place).some((part) => part !== null) ? place : null;
}

/** Whom the rows are about. Who is unknown becomes a guest, by e-mail or phone; a number must be a customer's. */
async function findOwners(
  scope: ShopScope,
  kind: ImportKind,
  rows: readonly NumberedRow[],
  { broughtAt }: ImportContext,
  errors: RowError[],
): Promise<OwnedRow[]> {
  const named = rows.flatMap(({ person }) => person.customerId ?? []);
  const known = await findCustomers(scope, named);
  const people = await identifyPeople(
    scope,
    rows.map((row) => {
      const { customerId } = row.person;
      const brought = broughtOf(kind, row);
      return {
        ...row.person,
        customerId: customerId !== null && known.has(customerId) ? customerId : null,
        ...(brought ? { brought } : {}),
        seenAt: broughtAt,
      };
    }),
  );
  return rows.flatMap((row, position) => {
    const { subjectId, customerId } = people[position]!;
    if (subjectId !== null && customerId !== null) return [{ row, person: { subjectId, customerId } }];
    const isErased = subjectId !== null;
    const field = row.person.customerId === null ? "person" : "customer_id";
    const message = isErased
      ? "asked to be forgotten: nothing is stored about them"
      : "is nobody that the shop knows";
    errors.push({ line: row.line, field, message });
    return [];
  });
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const timeOf = (value: unknown): Date | null => (value instanceof Date ? value : null);

/** A natural key of what a row says, short enough for an index and giving nothing away. */
function keyOf(...words: readonly (string | bigint | number | null | undefined)[]): string {
  return createHash("sha256")
    .update(JSON.stringify(words.map(String)))
    .digest("base64url")
    .slice(0, 32);
}

async function storePoints(
  scope: ShopScope,
  owned: readonly OwnedRow[],
  context: ImportContext,
): Promise<void> {
  const facts = owned.map((one) => pointsFact(one, context));
  await recordFacts(scope, facts);
  // A note may name somebody: not for the ledger of facts.
  const texts = owned.flatMap(({ row, person }, position) => {
    const text = textOf(row.values["reference"]);
    return text === null ? [] : [{ fact: facts[position]!, customerId: person.customerId, text }];
  });
  await keepFactTexts(scope, texts);
}

/** Nothing in such a row dates it for good: filed under one month, so that it has one place however often it is brought. */
const FILED_UNDATED = new Date(0);

/**
 * A lot of points. With a date or a reference each row is a lot of its own; without, the row is the person's balance, and
 * bringing another number for it later replaces it.
 */
function pointsFact({ row, person }: OwnedRow, context: ImportContext): Fact {
  const { values, repetition } = row;
  const earnedAt = timeOf(values["earned_at"]);
  const expiresAt = timeOf(values["expires_at"]);
  const reference = textOf(values["reference"]);
  const points = String(values["points"]);
  const isBalance = earnedAt === null && reference === null;
  const lot = isBalance
    ? keyOf("balance", person.subjectId, expiresAt?.toISOString(), repetition)
    : keyOf(
        "lot",
        person.subjectId,
        earnedAt?.toISOString(),
        expiresAt?.toISOString(),
        reference,
        points,
        repetition,
      );
  return {
    kind: "points.imported",
    key: lot,
    happenedAt: earnedAt ?? context.broughtAt,
    filedAt: earnedAt ?? FILED_UNDATED,
    ...person,
    orderId: null,
    data: {
      points,
      expiresAt: expiresAt?.toISOString() ?? null,
      importId: context.importId.toString(),
      staff: context.staff,
    },
    sourceUpdatedAt: context.broughtAt,
  };
}

function tierFact({ row, person }: OwnedRow, context: ImportContext): Fact {
  const since = timeOf(row.values["since"]);
  const tier = textOf(row.values["tier"]) ?? "";
  return {
    kind: "tier.imported",
    key: keyOf(person.subjectId, tier, since?.toISOString()),
    happenedAt: since ?? context.broughtAt,
    filedAt: since ?? FILED_UNDATED,
    ...person,
    orderId: null,
    data: {
      tier,
      until: timeOf(row.values["until"])?.toISOString() ?? null,
      importId: context.importId.toString(),
    },
    sourceUpdatedAt: context.broughtAt,
  };
}

function referralFact({ row, person }: OwnedRow, context: ImportContext): Fact {
  const code = textOf(row.values["code"]) ?? "";
  return {
    kind: "referral_code.imported",
    key: keyOf(code),
    happenedAt: context.broughtAt,
    filedAt: FILED_UNDATED,
    ...person,
    orderId: null,
    data: { code, importId: context.importId.toString() },
    sourceUpdatedAt: context.broughtAt,
  };
}

async function storeConsents(
  scope: ShopScope,
  owned: readonly OwnedRow[],
  context: ImportContext,
): Promise<void> {
  await recordConsents(
    scope,
    owned.map(({ row, person }) => {
      const { values } = row;
      const [text, collectedBy] = [textOf(values["evidence"]) ?? "", textOf(values["source"]) ?? ""];
      return {
        subjectId: person.subjectId,
        channel: (textOf(values["channel"]) ?? (row.person.email ? "email" : "sms")) as "email",
        state: textOf(values["state"]) as "subscribed",
        level: textOf(values["level"]) as "single_opt_in" | null,
        source: "import",
        changedAt: timeOf(values["changed_at"]) ?? context.broughtAt,
        // Both are free text of a file: sealed as evidence, never in the fact.
        ...(text || collectedBy ? { evidence: { text, locale: "", page: "", collectedBy } } : {}),
      };
    }),
  );
}

/** Rows of orders as the orders feature reads them. */
function orderRows(owned: readonly OwnedRow[]): ImportedOrderRow[] {
  return owned.map(({ row }) => {
    const { line, person, values } = row;
    const quantity = values["quantity"];
    const fulfilment = textOf(values["fulfillment_status"]);
    const place = placeOf(values);
    return {
      line,
      ...person,
      number: textOf(values["number"]) ?? "",
      orderedAt: timeOf(values["ordered_at"]) ?? new Date(0),
      currency: textOf(values["currency"]),
      total: textOf(values["total"]) ?? "0",
      subtotal: textOf(values["subtotal"]),
      refunded: textOf(values["refunded"]),
      product: textOf(values["product"]),
      quantity: typeof quantity === "bigint" ? quantity : null,
      sku: textOf(values["sku"]),
      unitPrice: textOf(values["unit_price"]),
      lineDiscount: textOf(values["line_discount"]),
      discount: textOf(values["order_discount"]),
      tax: textOf(values["tax"]),
      shipping: textOf(values["shipping"]),
      presentmentCurrency: textOf(values["presentment_currency"]),
      presentmentTotal: textOf(values["presentment_total"]),
      financialStatus: textOf(values["financial_status"]),
      fulfillmentStatus: fulfilment === "unfulfilled" ? null : fulfilment,
      shippingAddress: place && { ...place, name: null, firstName: null, lastName: null },
    };
  });
}
