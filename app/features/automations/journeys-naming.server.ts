/** Which journeys name a segment, so that it is not deleted under them. */
import { segmentsNamedIn } from "#app/features/segments/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { treeOf } from "./ask-segments.server.ts";
import type { JourneyDefinition } from "./domain/definition.ts";
import { listJourneys } from "./journeys-repository.server.ts";

/** Names of the journeys whose newest version names a segment: as what starts them, in a condition, for a discount. */
export async function journeysNaming(scope: ShopScope, segmentId: bigint): Promise<string[]> {
  const wanted = segmentId.toString();
  const names: string[] = [];
  for (const { name, definition } of await listJourneys(scope))
    if (await isNamed(scope, definition, wanted)) names.push(name);
  return names;
}

async function isNamed(
  scope: ShopScope,
  { trigger, steps }: JourneyDefinition,
  wanted: string,
): Promise<boolean> {
  if (trigger.kind === "segment_joined" && trigger.segmentId === wanted) return true;
  for (const step of steps) {
    if (step.kind === "message" && step.discount?.segmentId === wanted) return true;
    if (step.kind !== "condition") continue;
    const tree = await treeOf(scope, step.condition);
    if (tree && segmentsNamedIn(tree).ids.includes(wanted)) return true;
  }
  return false;
}
