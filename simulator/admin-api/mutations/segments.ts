/** `segmentCreate`, `segmentUpdate`, `segmentDelete`, `customerSegmentMembersQueryCreate`. */
import { gid } from "#simulator/ids.ts";
import { FilterLeftOut, segmentProblems } from "#simulator/state/segments/check.ts";
import type { SegmentResult } from "#simulator/state/segments/segments.ts";
import { type ApiContext, NotModelled, type TypeModel, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { userErrorsOf } from "./customers-errors.ts";

/** Parts of the segment language that only Shopify has are named in the error. */
export function withModelledFilters<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof FilterLeftOut) throw new NotModelled(error.message);
    throw error;
  }
}

function segmentPayload(action: () => SegmentResult) {
  const result = withModelledFilters(action);
  if (!result.ok) return { segment: null, userErrors: userErrorsOf(result.errors) };
  return { segment: result.segment, userErrors: [] };
}

function membersQuery(args: Record<string, unknown>, context: ApiContext) {
  const { shop, environment } = context;
  const { query, segmentId, sortKey, reverse } = args as {
    query?: string | null;
    segmentId?: string | null;
    sortKey?: string | null;
    reverse?: boolean;
  };
  const refuse = (messages: string[]) => ({
    customerSegmentMembersQuery: null,
    userErrors: messages.map((message) => userError(null, message, "INVALID")),
  });
  const segment = segmentId ? shop.segments.get(idOfType(segmentId, "Segment") ?? -1n) : null;
  if (segment === undefined) return refuse(["Invalid segment ID."]);
  const wanted = segment?.query ?? query ?? "";
  if (wanted.trim() === "") return refuse(["Query can't be blank"]);
  const problems = withModelledFilters(() => segmentProblems(wanted, shop));
  if (problems.length > 0) return refuse(problems);
  const made = {
    id: environment.allocate(),
    query: wanted,
    sortKey: sortKey ?? null,
    reverse: reverse ?? false,
    seen: false,
    createdAt: context.clock(),
  };
  shop.segmentMembersQueries.set(made.id, made);
  const payload = { id: gid("CustomerSegmentMembersQuery", made.id), currentCount: 0, done: false };
  return { customerSegmentMembersQuery: payload, userErrors: [] };
}

export const segmentMutations: TypeModel = {
  segmentCreate: (_root, args, { commands }) =>
    segmentPayload(() => commands.createSegment(args as { name: string; query: string })),
  segmentUpdate: (_root, args, { commands }) =>
    segmentPayload(() => {
      const { id, ...input } = args as { id: string; name?: string; query?: string };
      return commands.updateSegment(idOfType(id, "Segment") ?? -1n, input);
    }),
  segmentDelete: (_root, args, { commands }) => {
    const result = commands.deleteSegment(idOfType(args["id"], "Segment") ?? -1n);
    return {
      deletedSegmentId: result.ok ? gid("Segment", result.segment.id) : null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
  customerSegmentMembersQueryCreate: (_root, args, context) =>
    membersQuery(args["input"] as Record<string, unknown>, context),
};
