import type { ConditionTree } from "./condition-tree.ts";
import type { CustomerAttributes } from "./attributes.ts";
import { compileCondition, type ConditionContext, type Outcome } from "./evaluate.ts";
import { formatCondition } from "./format-condition.ts";
import { storeClock } from "./store-clock.ts";

/** Why a condition holds for a customer or does not, part by part. */
export interface Explanation {
  node: ConditionTree;
  /** The part as it is written. */
  text: string;
  outcome: Outcome;
  /** Of a comparison: what the customer has. Amounts in minor units. Undefined = a group or a function. */
  actual?: CustomerAttributes[keyof CustomerAttributes];
  /** When this part can change by time alone; null = never. */
  changesAt: Date | null;
  children: Explanation[];
}

/** Works out every part of a condition for one customer. */
export function explain(
  tree: ConditionTree,
  attributes: CustomerAttributes,
  context: ConditionContext,
): Explanation {
  const clock = storeClock(context.now, context.timeZone);
  const visit = (node: ConditionTree): Explanation => {
    const condition = compileCondition(node, context.currency);
    const flip = condition.nextFlip(attributes, clock);
    const explanation = {
      node,
      text: formatCondition(node),
      outcome: condition.outcome(attributes, clock),
      changesAt: flip === Infinity ? null : new Date(flip),
      children: childrenOf(node).map(visit),
    };
    return node.kind === "clause" && node.attribute !== "segment"
      ? { ...explanation, actual: attributes[node.attribute] }
      : explanation;
  };
  return visit(tree);
}

function childrenOf(node: ConditionTree): readonly ConditionTree[] {
  if (node.kind === "and" || node.kind === "or") return node.children;
  return node.kind === "not" ? [node.child] : [];
}
