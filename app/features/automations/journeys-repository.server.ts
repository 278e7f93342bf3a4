/** The tables journey and journey_version. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { JourneyDefinition } from "./domain/definition.ts";

export type JourneyState = "draft" | "active" | "paused";

export interface JourneyRecord {
  id: number;
  name: string;
  state: JourneyState;
  version: number;
  activatedAt: Date | null;
  definition: JourneyDefinition;
}

interface Row extends Omit<JourneyRecord, "definition"> {
  definition: unknown;
}

/** The shop's journeys with the version that people enter now, the oldest first. */
export async function listJourneys({ db }: ShopScope, state?: JourneyState): Promise<JourneyRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT j.journey_id AS id, j.name, j.state, j.version, j.activated_at AS "activatedAt", v.definition
    FROM journey j JOIN journey_version v ON v.shop_id = j.shop_id AND v.journey_id = j.journey_id AND v.version = j.version
    WHERE j.shop_id = current_shop_id() AND (${state ?? null}::text IS NULL OR j.state = ${state ?? null}::text) ORDER BY j.journey_id`;
  return rows.map((row) => ({ ...row, definition: JourneyDefinition.parse(row.definition) }));
}

export async function findJourney(scope: ShopScope, id: number): Promise<JourneyRecord | null> {
  return (await listJourneys(scope)).find((journey) => journey.id === id) ?? null;
}

/** Versions that people may still be under way in, by version. */
export async function readVersions(
  { db, shopId }: ShopScope,
  journeyId: number,
  versions: readonly number[],
): Promise<Map<number, JourneyDefinition>> {
  const rows = await db.journeyVersion.findMany({
    where: { shopId, journeyId, version: { in: [...versions] } },
    select: { version: true, definition: true },
  });
  return new Map(rows.map((row) => [row.version, JourneyDefinition.parse(row.definition)]));
}

/** Stores a new journey, or a new version of one. Returns its number. */
export async function storeJourney(
  { db, shopId }: ShopScope,
  {
    id,
    name,
    definition,
    staff,
    now,
  }: { id: number | null; name: string; definition: JourneyDefinition; staff: string | null; now: Date },
): Promise<{ id: number; version: number }> {
  const [last] = await db.$queryRaw<{ id: number; version: number }[]>`
    SELECT coalesce(${id}::integer, max(journey_id) + 1, 1) AS id,
      coalesce(max(version) FILTER (WHERE journey_id = ${id}::integer), 0) + 1 AS version
    FROM journey WHERE shop_id = current_shop_id()`;
  const { id: journeyId, version } = last!;
  await db.journeyVersion.create({
    data: { shopId, journeyId, version, definition, createdBy: staff, createdAt: now },
  });
  await db.$executeRaw`
    INSERT INTO journey (shop_id, journey_id, name, version, created_at, updated_at)
    VALUES (current_shop_id(), ${journeyId}, ${name}, ${version}, ${now}, ${now})
    ON CONFLICT (shop_id, journey_id) DO UPDATE SET name = excluded.name, version = excluded.version, updated_at = excluded.updated_at`;
  return { id: journeyId, version };
}

/** Switches a journey on or off. Who waits in one that is paused goes on when it is on again. */
export async function setJourneyState(
  { db }: ShopScope,
  id: number,
  state: JourneyState,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE journey SET state = ${state}, updated_at = ${now},
      activated_at = CASE WHEN ${state} = 'active' AND state <> 'active' THEN ${now} ELSE activated_at END
    WHERE shop_id = current_shop_id() AND journey_id = ${id}`;
}
