/** What journeys ask segments: whether a condition holds, who is a member. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  ConditionRefusal,
  conditionText,
  type ConditionTree,
  formatCondition,
  holdsFor,
  languageOf,
  membersAmong,
  nameSegments,
  readCondition,
} from "#app/features/segments/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { JourneyDefinition } from "./domain/definition.ts";

/** A condition as it is stored in a step, read; null when it cannot be read. */
export async function treeOf(scope: ShopScope, condition: string): Promise<ConditionTree | null> {
  try {
    return await readCondition(scope, condition, await languageOf(scope));
  } catch (error) {
    if (error instanceof ConditionRefusal || error instanceof Refusal) return null;
    throw error;
  }
}

async function withConditions(
  scope: ShopScope,
  definition: JourneyDefinition,
  write: (tree: ConditionTree) => string,
): Promise<JourneyDefinition> {
  const steps: JourneyDefinition["steps"] = [];
  for (const step of definition.steps) {
    const tree = step.kind === "condition" ? await treeOf(scope, step.condition) : null;
    steps.push(step.kind === "condition" && tree ? { ...step, condition: write(tree) } : step);
  }
  return { ...definition, steps };
}

/** A definition as it is stored: conditions name segments by number, so that a segment may be renamed. */
export function withSegmentIds(scope: ShopScope, definition: JourneyDefinition): Promise<JourneyDefinition> {
  return withConditions(scope, definition, formatCondition);
}

/** A stored definition as people read it: segments by the names that they have today. */
export async function withSegmentNames(
  scope: ShopScope,
  definition: JourneyDefinition,
): Promise<JourneyDefinition> {
  if (!definition.steps.some(({ kind }) => kind === "condition")) return definition;
  const names = new Map((await nameSegments(scope)).map(({ id, name }) => [id, name]));
  return withConditions(scope, definition, (tree) => conditionText(tree, names));
}

/** For each of these, whether its condition holds now. Equal conditions are answered together. */
export async function holdsAmong(
  scope: ShopScope,
  asked: readonly { ref: bigint; customerId: bigint; condition: string }[],
  now: Date,
): Promise<Map<bigint, boolean>> {
  const answers = new Map<bigint, boolean>();
  if (asked.length === 0) return answers;
  for (const [condition, group] of Map.groupBy(asked, (one) => one.condition)) {
    const tree = await treeOf(scope, condition);
    // Checked when it was saved; one that cannot be read any more holds for nobody.
    if (!tree) continue;
    const ids = [...new Set(group.map(({ customerId }) => customerId))];
    const holds = await holdsFor(scope, tree, ids, now);
    for (const { ref, customerId } of group) answers.set(ref, holds.get(customerId) ?? false);
  }
  return answers;
}

/** Says of people whether they are members of segments; everybody is one of "no segment". */
export async function membersOf(
  scope: ShopScope,
  asked: readonly { customerId: bigint; segmentId: string | null }[],
): Promise<(customerId: bigint, segmentId: string | null) => boolean> {
  const members = new Map<string, ReadonlySet<bigint>>();
  for (const [segmentId, group] of Map.groupBy(asked, (one) => one.segmentId)) {
    if (segmentId === null) continue;
    const ids = group.map(({ customerId }) => customerId);
    members.set(segmentId, await membersAmong(scope, BigInt(segmentId), ids));
  }
  return (customerId, segmentId) => segmentId === null || (members.get(segmentId)?.has(customerId) ?? false);
}
