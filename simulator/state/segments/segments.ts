/** Saved segments come, change and go. */
import type { CommandError, CommandResult } from "#simulator/state/commands.ts";
import type { CommandEnvironment } from "#simulator/state/environment.ts";
import type { Segment, ShopState } from "#simulator/state/model.ts";
import { segmentDeletedPayload, segmentPayload } from "#simulator/webhooks/segment-payloads.ts";
import { segmentProblems } from "./check.ts";

export type SegmentResult = CommandResult<{ segment: Segment }>;

export interface SegmentCommands {
  /** segments/create. A name that is taken gets a number. Throws FilterLeftOut for queries only Shopify understands. */
  createSegment(input: { name: string; query: string }): SegmentResult;
  /** segments/update. */
  updateSegment(id: bigint, input: { name?: string | null; query?: string | null }): SegmentResult;
  /** segments/delete. */
  deleteSegment(id: bigint): SegmentResult;
}

const NAME_LENGTH = 255;
const QUERY_LENGTH = 5000;
const MAX_SEGMENTS = 6000;
const NAME_TRIES = 10;

const fail = (errors: CommandError[]): SegmentResult => ({ ok: false, errors });

function nameErrors(name: string): CommandError[] {
  if (name === "") return [{ field: "name", message: "Name can't be blank" }];
  if (name.length <= NAME_LENGTH) return [];
  return [{ field: "name", message: `Name is too long (maximum is ${NAME_LENGTH} characters)` }];
}

function queryErrors(query: string, shop: ShopState): CommandError[] {
  if (query.trim() === "") return [{ field: "query", message: "Query can't be blank" }];
  if (query.length > QUERY_LENGTH) {
    return [{ field: "query", message: `Query is too long (maximum is ${QUERY_LENGTH} characters)` }];
  }
  return segmentProblems(query, shop).map((problem) => ({ field: "query", message: `Query ${problem}` }));
}

/** The name, or with a number behind it when another segment has it; null when all tries are taken. */
function freeName(shop: ShopState, wanted: string, own: Segment | null): string | null {
  const taken = new Set<string>();
  for (const segment of shop.segments.values()) if (segment !== own) taken.add(segment.name);
  let name = wanted;
  for (let tries = 0; tries <= NAME_TRIES; tries += 1) {
    if (!taken.has(name)) return name;
    const numbered = /^(.*) \((\d+)\)$/.exec(name);
    name = numbered ? `${numbered[1]} (${Number(numbered[2]) + 1})` : `${name} (2)`;
  }
  return null;
}

const NAME_TAKEN: CommandError = { field: "name", message: "Name has already been taken" };

function createSegment(
  environment: CommandEnvironment,
  input: { name: string; query: string },
): SegmentResult {
  const { shop } = environment;
  const wanted = input.name.trim();
  const errors = [...nameErrors(wanted), ...queryErrors(input.query, shop)];
  if (errors.length > 0) return fail(errors);
  if (shop.segments.size >= MAX_SEGMENTS) {
    return fail([
      { field: "", message: `Segment limit reached. A store can have ${MAX_SEGMENTS} segments.` },
    ]);
  }
  const name = freeName(shop, wanted, null);
  if (name === null) return fail([NAME_TAKEN]);
  const now = environment.clock();
  const segment = { id: environment.allocate(), name, query: input.query, createdAt: now, updatedAt: now };
  shop.segments.set(segment.id, segment);
  environment.emit([{ topic: "segments/create", payload: segmentPayload(segment) }]);
  return { ok: true, segment };
}

function updateSegment(
  environment: CommandEnvironment,
  id: bigint,
  input: { name?: string | null; query?: string | null },
): SegmentResult {
  const { shop } = environment;
  const segment = shop.segments.get(id);
  if (!segment) return fail([{ field: "id", message: "Segment does not exist" }]);
  const wanted = (input.name ?? segment.name).trim();
  const query = input.query ?? segment.query;
  if (input.name == null && input.query == null) {
    return fail([{ field: "", message: "At least one attribute to change must be present" }]);
  }
  const errors = [...nameErrors(wanted), ...queryErrors(query, shop)];
  if (errors.length > 0) return fail(errors);
  const name = freeName(shop, wanted, segment);
  if (name === null) return fail([NAME_TAKEN]);
  Object.assign(segment, { name, query, updatedAt: environment.clock() });
  environment.emit([{ topic: "segments/update", payload: segmentPayload(segment) }]);
  return { ok: true, segment };
}

function deleteSegment(environment: CommandEnvironment, id: bigint): SegmentResult {
  const segment = environment.shop.segments.get(id);
  if (!segment) return fail([{ field: "id", message: "Segment does not exist" }]);
  environment.shop.segments.delete(id);
  environment.emit([{ topic: "segments/delete", payload: segmentDeletedPayload(segment) }]);
  return { ok: true, segment };
}

export const createSegmentCommands = (environment: CommandEnvironment): SegmentCommands => ({
  createSegment: (input) => createSegment(environment, input),
  updateSegment: (id, input) => updateSegment(environment, id, input),
  deleteSegment: (id) => deleteSegment(environment, id),
});
