/** What Shopify is told of segments: a segment of its own where its language allows, or a tag on each member. */
import {
  adminClientOf,
  type ChangeResult,
  type ChangeSender,
  noteChanges,
} from "#app/features/shops/index.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import type { AdminClient } from "#app/platform/shopify-admin/admin-client.server.ts";
import {
  AddTagsDocument,
  CreateSegmentDocument,
  DeleteSegmentDocument,
  FindSegmentsDocument,
  RemoveTagsDocument,
  UpdateSegmentDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { gidOf } from "#app/shared/ids.ts";
import { nativeQuery } from "./domain/native-condition.ts";
import { languageOf, readStored, type SegmentSync } from "./repository.server.ts";
import { TAG_CHANGE } from "./update-membership.server.ts";

/** The outbox's word for a segment at Shopify. Key: our id, or Shopify's of one to be deleted. */
export const NATIVE_CHANGE = "segment.native";
const UNTAG_CHANGE = "segment.untag";

/** Each tag is a request of its own: beyond this a segment of Shopify's is the right way. */
export const MAX_TAGGED = 50_000;

/** What telling Shopify of a segment would do. */
export interface SyncPreview {
  /** Shopify's language can say what the condition says. */
  canBeNative: boolean;
  /** Customers whom a tag would be put on. */
  toTag: number;
  tooManyToTag: boolean;
}

/** Says what each way of telling Shopify would do; null = there is no such segment. */
export async function previewSync(scope: ShopScope, id: bigint): Promise<SyncPreview | null> {
  const { db, shopId } = scope;
  const segment = await db.segment.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!segment) return null;
  const { currency } = await languageOf(scope);
  const tree = readStored(segment.condition, currency);
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM segment_member WHERE shop_id = current_shop_id() AND segment_id = ${id} AND customer_id > 0
      LIMIT ${MAX_TAGGED + 1}) AS g`;
  const toTag = rows[0]!.count;
  return {
    canBeNative: tree !== null && nativeQuery(tree) !== null,
    toTag,
    tooManyToTag: toTag > MAX_TAGGED,
  };
}

/**
 * Chooses how Shopify is told of a segment. What was told before in another way is taken back.
 *
 * @throws Refusal segment_not_native, too_many_to_tag, segment_gone
 */
export async function chooseSync(
  scope: ShopScope,
  id: bigint,
  choice: { sync: SegmentSync; tag: string | null },
): Promise<void> {
  const { db, shopId } = scope;
  await db.$queryRaw`SELECT segment_id FROM segment WHERE shop_id = current_shop_id() AND segment_id = ${id} FOR UPDATE`;
  const before = await db.segment.findUnique({ where: { shopId_id: { shopId, id } } });
  const preview = await previewSync(scope, id);
  if (!before || !preview) throw new Refusal("segment_gone", "the segment was deleted");
  const { sync, tag } = choice;
  if (sync === "native" && !preview.canBeNative)
    throw new Refusal("segment_not_native", "Shopify's language cannot say this", { field: "sync" });
  if (sync === "tag" && preview.tooManyToTag)
    throw new Refusal("too_many_to_tag", "too many members for a tag", {
      field: "sync",
      details: { most: MAX_TAGGED },
    });
  if (sync === "tag" && !tag) throw new Refusal("tags_missing", "a tag is needed", { field: "tag" });
  if (before.sync === "tag" && before.tag !== null && (sync !== "tag" || before.tag !== tag))
    await untagMembers(scope, id, before.tag);
  await db.segment.update({
    where: { shopId_id: { shopId, id } },
    data: { sync, tag: sync === "tag" ? tag : null, syncError: null, syncedAt: null },
  });
  if (sync === "tag") {
    await db.$executeRaw`
      INSERT INTO outbox_change AS c (shop_id, kind, key)
      SELECT current_shop_id(), ${TAG_CHANGE}, customer_id || ':' || segment_id FROM segment_member
      WHERE shop_id = current_shop_id() AND segment_id = ${id} AND customer_id > 0 ORDER BY 3
      ON CONFLICT (shop_id, kind, key) DO UPDATE SET version = c.version + 1, attempts = 0, due_at = now(), failed_at = NULL`;
    await enqueue(scope, "send-changes");
  }
  if (sync === "native" || before.shopifyGid !== null)
    await noteChanges(scope, NATIVE_CHANGE, [id.toString()]);
}

/** Has the tag of a segment that goes, or is told otherwise, taken away from its members. */
export async function untagMembers(scope: ShopScope, id: bigint, tag: string): Promise<void> {
  await scope.db.$executeRaw`
    INSERT INTO outbox_change AS c (shop_id, kind, key)
    SELECT current_shop_id(), ${UNTAG_CHANGE}, customer_id || ':' || ${tag} FROM segment_member
    WHERE shop_id = current_shop_id() AND segment_id = ${id} AND customer_id > 0 ORDER BY 3
    ON CONFLICT (shop_id, kind, key) DO UPDATE SET version = c.version + 1, attempts = 0, due_at = now(), failed_at = NULL`;
  await enqueue(scope, "send-changes");
}

async function sendNative(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const results: ChangeResult[] = [];
  for (const key of keys) {
    const error = key.startsWith("gid:")
      ? await deleteAtShopify(client, key)
      : await bringUpToDate(shopId, client, BigInt(key));
    results.push(error === null ? { key, ok: true } : { key, ok: false, error, retry: false });
  }
  return results;
}

/** Makes Shopify's segment as ours is now. Returns what is wrong, or null. */
async function bringUpToDate(shopId: ShopId, client: AdminClient, id: bigint): Promise<string | null> {
  const wanted = await withShop(shopId, async (scope) => {
    const segment = await scope.db.segment.findUnique({ where: { shopId_id: { shopId, id } } });
    if (!segment) return null;
    const tree = readStored(segment.condition, (await languageOf(scope)).currency);
    return { ...segment, query: tree && nativeQuery(tree) };
  });
  if (!wanted) return null;
  const { name, query, shopifyGid } = wanted;
  if (wanted.sync !== "native") {
    const error = shopifyGid === null ? null : await deleteAtShopify(client, shopifyGid);
    if (error === null) await noteSync(shopId, id, { gid: null, error: null });
    return error;
  }
  if (query === null) {
    await noteSync(shopId, id, { gid: shopifyGid, error: "segment_not_native" });
    return "Shopify's language cannot say this";
  }
  const told = await tellSegment(client, { gid: shopifyGid, name, query });
  await noteSync(
    shopId,
    id,
    told.gid === null ? { gid: shopifyGid, error: told.error } : { gid: told.gid, error: null },
  );
  return told.gid === null ? told.error : null;
}

async function tellSegment(
  client: AdminClient,
  segment: { gid: string | null; name: string; query: string },
): Promise<{ gid: string } | { gid: null; error: string }> {
  const { name, query } = segment;
  // An attempt that was cut off may have made it already.
  const gid = segment.gid ?? (await findAtShopify(client, name, query));
  if (gid !== null) {
    const answer = (await client.request(UpdateSegmentDocument, { id: gid, name, query })).segmentUpdate;
    if (answer?.segment) return { gid: answer.segment.id };
    const errors = answer?.userErrors ?? [];
    // Somebody deleted it at Shopify: it is made again.
    if (!errors.some(({ message }) => /does not exist|not found/i.test(message)))
      return { gid: null, error: errors.map(({ message }) => message).join("; ") };
  }
  const made = (await client.request(CreateSegmentDocument, { name, query })).segmentCreate;
  if (made?.segment) return { gid: made.segment.id };
  return { gid: null, error: made?.userErrors.map(({ message }) => message).join("; ") ?? "no answer" };
}

async function findAtShopify(client: AdminClient, name: string, query: string): Promise<string | null> {
  const { segments } = await client.request(FindSegmentsDocument, { query: name });
  return segments.nodes.find((node) => node.name === name && node.query === query)?.id ?? null;
}

async function deleteAtShopify(client: AdminClient, gid: string): Promise<string | null> {
  const answer = (await client.request(DeleteSegmentDocument, { id: gid })).segmentDelete;
  const errors = answer?.userErrors ?? [];
  // Gone is gone, whoever did it.
  if (errors.length === 0 || errors.some(({ message }) => /does not exist|not found/i.test(message)))
    return null;
  return errors.map(({ message }) => message).join("; ");
}

async function noteSync(
  shopId: ShopId,
  id: bigint,
  sync: { gid: string | null; error: string | null },
): Promise<void> {
  await withShop(shopId, ({ db }) =>
    db.segment.updateMany({
      where: { shopId, id },
      data: { shopifyGid: sync.gid, syncError: sync.error?.slice(0, 300) ?? null, syncedAt: new Date() },
    }),
  );
}

/** Puts the tags on members and takes them off others, as the memberships are now. */
async function sendTags(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const results: ChangeResult[] = [];
  for (const key of keys) {
    const [customerId = "0", segmentId = "0"] = key.split(":");
    const rows = await withShop(
      shopId,
      ({ db }) => db.$queryRaw<{ tag: string | null; sync: string; isMember: boolean }[]>`
        SELECT tag, sync, EXISTS (SELECT FROM segment_member m WHERE m.shop_id = s.shop_id AND m.segment_id = s.segment_id
          AND m.customer_id = ${BigInt(customerId)}) AS "isMember"
        FROM segment s WHERE s.shop_id = current_shop_id() AND s.segment_id = ${BigInt(segmentId)}`,
    );
    const segment = rows[0];
    const isTagged = segment?.sync === "tag" && segment.tag !== null;
    results.push(
      isTagged
        ? await changeTag(client, { key, customerId, tag: segment.tag!, isMember: segment.isMember })
        : { key, ok: true },
    );
  }
  return results;
}

async function sendUntags(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const results: ChangeResult[] = [];
  for (const key of keys) {
    const [customerId = "0"] = key.split(":", 1);
    const tag = key.slice(customerId.length + 1);
    results.push(await changeTag(client, { key, customerId, tag, isMember: false }));
  }
  return results;
}

async function changeTag(
  client: AdminClient,
  change: { key: string; customerId: string; tag: string; isMember: boolean },
): Promise<ChangeResult> {
  const { key, customerId, tag, isMember } = change;
  const input = { id: gidOf("Customer", BigInt(customerId)), tags: [tag] };
  const answer = isMember
    ? (await client.request(AddTagsDocument, input)).tagsAdd
    : (await client.request(RemoveTagsDocument, input)).tagsRemove;
  const error = answer?.userErrors.map(({ message }) => message).join("; ");
  return error ? { key, ok: false, error, retry: false } : { key, ok: true };
}

export const segmentChangeSenders: readonly ChangeSender[] = [
  { kind: NATIVE_CHANGE, batchSize: 5, send: sendNative },
  { kind: UNTAG_CHANGE, batchSize: 10, send: sendUntags },
  { kind: TAG_CHANGE, batchSize: 10, send: sendTags },
];
