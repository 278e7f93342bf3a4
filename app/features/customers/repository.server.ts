/** Our copies of customers and guests: the table customer. What is personal is sealed. */
import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import {
  type CustomerMemory,
  defaultAddressOf,
  detailsOf,
  NOTHING_REMEMBERED,
  tagsOf,
} from "./domain/customer-memory.ts";
import type { CustomerDetails } from "./domain/customer-state.ts";
import { indexedBeginnings } from "./domain/search-words.ts";

export { resolveMerges } from "./merges.server.ts";

function placeOf(shopId: bigint, id: bigint): string {
  return `customer:${shopId}:${id}`;
}

/** What is told about a person: how the memory of them changes. The order of several makes no difference. */
export interface Told {
  id: bigint;
  remember: (known: CustomerMemory) => CustomerMemory;
}

const MAX_TURNS = 20;

/**
 * Brings records up to date. Nothing is written where nothing changes, and what was redacted stays so.
 *
 * @returns what was remembered before, of those who were known
 */
export async function storePeople(
  scope: ShopScope,
  kind: "customer" | "guest",
  told: readonly Told[],
): Promise<Map<bigint, CustomerMemory>> {
  const byId = Map.groupBy(told, ({ id }) => id);
  const before = new Map<bigint, CustomerMemory>();
  let waiting = [...byId.keys()];
  // Somebody else may change a record at the same time: then it is read again.
  for (let turn = 0; waiting.length > 0; turn += 1) {
    if (turn === MAX_TURNS) throw new Error("customers were changed by others again and again");
    const known = await readMemories(scope, waiting);
    const index = await blindIndexOf(scope);
    const rows = waiting.flatMap((id) => {
      const record = known.get(id);
      if (record?.isRedacted) return [];
      if (record && !before.has(id)) before.set(id, record.memory);
      const memory = byId
        .get(id)!
        .reduce((m, { remember }) => remember(m), record?.memory ?? NOTHING_REMEMBERED);
      const hash = index.stateHash(JSON.stringify(memory));
      if (record?.hash && Buffer.compare(record.hash, hash) === 0) return [];
      const tags = tagsOf(memory);
      const words = indexedBeginnings({ ...detailsOf(memory), tags });
      const tokens = words.map((word) => index.searchToken(word));
      const sealed = byteaText(sealJson(memory, placeOf(scope.shopId, id)));
      return [
        {
          ...columnsOf(memory),
          id: id.toString(),
          kind,
          tags,
          tokens,
          sealed,
          hash: byteaText(hash),
          expected: record?.hash ? byteaText(record.hash) : null,
        },
      ];
    });
    const written = rows.length === 0 ? new Set<bigint>() : await writeMemories(scope, rows);
    waiting = rows.flatMap(({ id }) => (written.has(BigInt(id)) ? [] : [BigInt(id)]));
  }
  return before;
}

interface KnownRecord {
  memory: CustomerMemory;
  hash: Uint8Array | null;
  isRedacted: boolean;
}

async function readMemories(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, KnownRecord>> {
  const rows = await db.customer.findMany({
    where: { shopId, id: { in: [...ids] } },
    select: { id: true, sealed: true, stateHash: true, redactedAt: true },
  });
  return new Map(
    rows.map(({ id, sealed, stateHash, redactedAt }) => [
      id,
      { memory: openMemory(shopId, id, sealed), hash: stateHash, isRedacted: redactedAt !== null },
    ]),
  );
}

function openMemory(shopId: bigint, id: bigint, sealed: Uint8Array | null): CustomerMemory {
  return openJson<CustomerMemory>(sealed, placeOf(shopId, id)) ?? NOTHING_REMEMBERED;
}

/** What of a memory stands in columns, to be sorted and counted. Nothing of it is personal. */
function columnsOf(memory: CustomerMemory) {
  const { core, locale, createdAt, tags } = memory;
  const { accountState = null, verifiedEmail = null, taxExempt = null } = core?.value ?? {};
  const defaultAddress = defaultAddressOf(memory);
  return {
    accountState,
    verifiedEmail,
    taxExempt,
    locale: locale?.value ?? null,
    countryCode: defaultAddress?.countryCode ?? null,
    regionCode: defaultAddress?.provinceCode ?? null,
    tagsUpdatedAt: tags && new Date(tags.at),
    createdAt: createdAt === null ? null : new Date(createdAt),
    updatedAt: new Date(core?.at ?? 0),
  };
}

async function writeMemories({ db }: ShopScope, rows: readonly object[]): Promise<Set<bigint>> {
  const written = await db.$queryRaw<{ id: bigint }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
        id bigint, kind text, sealed bytea, tokens integer[], hash bytea, expected bytea, "accountState" text, locale text,
        "countryCode" text, "regionCode" text, tags text[], "tagsUpdatedAt" timestamptz, "verifiedEmail" boolean,
        "taxExempt" boolean, "createdAt" timestamptz, "updatedAt" timestamptz)
    )
    INSERT INTO customer AS c (shop_id, customer_id, kind, sealed, search_tokens, state_hash, account_state, locale,
      country_code, region_code, tags, tags_updated_at, verified_email, tax_exempt, created_at, updated_at)
    SELECT current_shop_id(), id, kind, sealed, tokens, hash, "accountState", locale, "countryCode", "regionCode", tags,
      "tagsUpdatedAt", "verifiedEmail", "taxExempt", "createdAt", "updatedAt"
    FROM given ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET
      sealed = excluded.sealed, search_tokens = excluded.search_tokens, state_hash = excluded.state_hash,
      account_state = excluded.account_state, locale = excluded.locale, country_code = excluded.country_code,
      region_code = excluded.region_code, tags = excluded.tags, tags_updated_at = excluded.tags_updated_at,
      verified_email = excluded.verified_email, tax_exempt = excluded.tax_exempt, created_at = excluded.created_at,
      updated_at = excluded.updated_at
    WHERE c.redacted_at IS NULL
      AND c.state_hash IS NOT DISTINCT FROM (SELECT expected FROM given WHERE given.id = c.customer_id)
    RETURNING customer_id AS id`;
  return new Set(written.map(({ id }) => id));
}

/** Marks customers as deleted at Shopify, known before or not. The earliest time counts. */
export async function markDeleted(
  { db }: ShopScope,
  deletions: readonly { customerId: bigint; deletedAt: Date }[],
): Promise<void> {
  const rows = deletions.map(({ customerId, deletedAt }) => ({ id: customerId.toString(), at: deletedAt }));
  await db.$executeRaw`
    INSERT INTO customer AS c (shop_id, customer_id, updated_at, deleted_at, search_tokens, tags)
    SELECT current_shop_id(), id, 'epoch', min(at), '{}', '{}'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at)`;
}

/** Which of these were redacted: nothing is stored under their names any more. */
export async function redactedAmong({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<Set<bigint>> {
  if (ids.length === 0) return new Set();
  const rows = await db.customer.findMany({
    where: { shopId, id: { in: [...ids] }, redactedAt: { not: null } },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** Whether anybody was erased whom an e-mail or a phone number alone names. */
export async function hasErasedGuests({ db }: ShopScope): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>`
    SELECT FROM customer WHERE shop_id = current_shop_id() AND redacted_at IS NOT NULL AND customer_id < 0 LIMIT 1`;
  return rows.length > 0;
}

/** Which of these are gone: deleted at Shopify, or redacted. Who is not known yet is not gone. */
export async function goneAmong({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<Set<bigint>> {
  const isGone = { OR: [{ redactedAt: { not: null } }, { deletedAt: { not: null } }] };
  const rows = await db.customer.findMany({
    where: { shopId, id: { in: [...ids] }, ...isGone },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** A customer as the pages show one. */
export interface CustomerRecord extends CustomerDetails {
  id: bigint;
  kind: string;
  accountState: string | null;
  locale: string | null;
  countryCode: string | null;
  regionCode: string | null;
  /** Null = Shopify did not say, or it is no customer of Shopify's. */
  verifiedEmail: boolean | null;
  taxExempt: boolean | null;
  tags: string[];
  createdAt: Date | null;
  updatedAt: Date;
  deletedAt: Date | null;
  redactedAt: Date | null;
}

/** What is personal about a customer, opened. */
export function openDetails(scope: ShopScope, id: bigint, sealed: Uint8Array | null): CustomerDetails {
  return detailsOf(openMemory(scope.shopId, id, sealed));
}

/** Customers by their ids, opened; unknown ids are left out. */
export async function findCustomers(
  scope: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, CustomerRecord>> {
  const { db, shopId } = scope;
  const rows = await db.customer.findMany({
    where: { shopId, id: { in: [...ids] } },
    select: {
      id: true,
      kind: true,
      sealed: true,
      accountState: true,
      locale: true,
      countryCode: true,
      regionCode: true,
      verifiedEmail: true,
      taxExempt: true,
      tags: true,
      createdAt: true,
      updatedAt: true,
      deletedAt: true,
      redactedAt: true,
    },
  });
  return new Map(
    rows.map(({ sealed, ...row }) => [row.id, { ...row, ...openDetails(scope, row.id, sealed) }]),
  );
}

export async function findCustomer(scope: ShopScope, id: bigint): Promise<CustomerRecord | null> {
  return (await findCustomers(scope, [id])).get(id) ?? null;
}

export async function countCustomers({ db, shopId }: ShopScope): Promise<number> {
  return db.customer.count({ where: { shopId, deletedAt: null, redactedAt: null } });
}

/** Takes everything personal out of records. The ids stay, so that nothing brings it back. */
export async function redactPeople({ db }: ShopScope, ids: readonly bigint[], at: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO customer AS c (shop_id, customer_id, kind, updated_at, redacted_at, search_tokens, tags)
    SELECT current_shop_id(), id, CASE WHEN id < 0 THEN 'guest' ELSE 'customer' END, 'epoch', ${at}, '{}', '{}'
    FROM (SELECT DISTINCT id FROM unnest(${[...ids]}::bigint[]) AS id) ids ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET
      sealed = NULL, search_tokens = '{}', state_hash = NULL, account_state = NULL, locale = NULL, country_code = NULL,
      region_code = NULL, tags = '{}', tags_updated_at = NULL, verified_email = NULL, tax_exempt = NULL, created_at = NULL,
      updated_at = 'epoch', redacted_at = least(c.redacted_at, excluded.redacted_at)`;
}

/** Takes everything personal out of one record. */
export async function redactCustomer(scope: ShopScope, customerId: bigint, at: Date): Promise<void> {
  await redactPeople(scope, [customerId], at);
}
