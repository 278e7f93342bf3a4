/** Segments as the pages show them. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  conditionText,
  innerOf,
  languageOf,
  readStored,
  type SegmentState,
  type SegmentSync,
} from "./repository.server.ts";

/** A line of the list of segments. */
export interface SegmentRow {
  id: bigint;
  name: string;
  description: string;
  /** As people read it, segments by their names. */
  condition: string;
  readyMade: string | null;
  state: SegmentState;
  /** While building: of all customers. */
  progress: { built: number; total: number };
  members: number;
  /** Sizes by day, oldest first, of the last days on which they changed. */
  sizes: { day: string; members: number }[];
  sync: SegmentSync;
  tag: string | null;
  syncError: string | null;
  syncedAt: Date | null;
  isAtShopify: boolean;
  updatedAt: Date;
}

const SIZE_DAYS = 30;

/** All segments of the shop, by name. */
export async function listSegments(scope: ShopScope): Promise<SegmentRow[]> {
  const { db } = scope;
  const { currency } = await languageOf(scope);
  const rows = await db.$queryRaw<
    (Omit<SegmentRow, "progress" | "sizes"> & {
      built: number;
      buildTotal: number;
      days: string[] | null;
      daySizes: number[] | null;
    })[]
  >`
    SELECT s.segment_id AS id, s.name, s.description, s.condition, s.ready_made AS "readyMade", s.state, s.built,
      s.build_total AS "buildTotal", s.sync, s.tag, s.sync_error AS "syncError", s.synced_at AS "syncedAt",
      s.shopify_gid IS NOT NULL AS "isAtShopify", s.updated_at AS "updatedAt",
      (s.members + coalesce((SELECT sum(delta) FROM segment_change c WHERE c.shop_id = s.shop_id AND c.segment_id = s.segment_id), 0))::int
        AS members,
      z.days, z.sizes AS "daySizes"
    FROM segment s LEFT JOIN LATERAL (
      SELECT array_agg(day::text ORDER BY day) AS days, array_agg(members ORDER BY day) AS sizes FROM (
        SELECT day, members FROM segment_size d WHERE d.shop_id = s.shop_id AND d.segment_id = s.segment_id
        ORDER BY day DESC LIMIT ${SIZE_DAYS}) AS recent) z ON TRUE
    WHERE s.shop_id = current_shop_id() ORDER BY lower(s.name)`;
  const names = new Map(rows.map(({ id, name }) => [id.toString(), name]));
  return rows.map(({ built, buildTotal, days, daySizes, ...row }) => {
    const tree = readStored(row.condition, currency);
    return {
      ...row,
      condition: tree ? conditionText(tree, names) : row.condition,
      progress: { built, total: buildTotal },
      sizes: (days ?? []).map((day, index) => ({ day, members: daySizes?.[index] ?? 0 })),
    };
  });
}

/** One segment, with the names of those that name it; null = there is none. */
export async function readSegment(
  scope: ShopScope,
  id: bigint,
): Promise<(SegmentRow & { namedBy: string[] }) | null> {
  const segments = await listSegments(scope);
  const segment = segments.find((each) => each.id === id);
  if (!segment) return null;
  const { currency } = await languageOf(scope);
  const stored = await scope.db.$queryRaw<{ name: string; condition: string }[]>`
    SELECT name, condition FROM segment WHERE shop_id = current_shop_id()`;
  const namedBy = stored.flatMap(({ name, condition }) => {
    const tree = readStored(condition, currency);
    return tree && innerOf(tree).includes(id) ? [name] : [];
  });
  return { ...segment, namedBy };
}

/** The shop's segments by their names, to choose from. */
export async function nameSegments({ db }: ShopScope): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw`
    SELECT segment_id::text AS id, name FROM segment WHERE shop_id = current_shop_id() ORDER BY lower(name)`;
}

/** How many can be members of segments at all. */
export async function countPeople({ db }: ShopScope): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM customer
    WHERE shop_id = current_shop_id() AND kind <> 'visitor' AND deleted_at IS NULL AND redacted_at IS NULL`;
  return rows[0]!.count;
}
