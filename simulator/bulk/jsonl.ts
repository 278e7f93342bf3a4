/** From the answer of a bulk query to lines: each node of each connection on its own, children naming their parent. */
import type { ConnectionPlan } from "./plan.ts";

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function nodesOf(value: unknown): Node[] {
  if (!isNode(value)) return [];
  if (Array.isArray(value["nodes"])) return value["nodes"].filter(isNode);
  const edges = Array.isArray(value["edges"]) ? value["edges"].filter(isNode) : [];
  return edges.map((edge) => edge["node"]).filter(isNode);
}

/** Takes the value at a path out of a node; the objects on the way are copied, and left out when they become empty. */
function takeOut(node: Node, path: string[]): { rest: Node; value: unknown } {
  const [name, ...further] = path;
  const inner = node[name!];
  const { [name!]: _taken, ...rest } = node;
  if (further.length === 0) return { rest, value: inner };
  if (!isNode(inner)) return { rest: node, value: undefined };
  const below = takeOut(inner, further);
  return {
    rest: Object.keys(below.rest).length > 0 ? { ...rest, [name!]: below.rest } : rest,
    value: below.value,
  };
}

export interface BulkLines {
  lines: string[];
  roots: number;
}

/**
 * The lines of one page of the root connection. Grouped, each parent comes right before its children; otherwise all
 * nodes of a level come before those below them, so that nobody relies on children following their parent.
 */
export function bulkLines(data: unknown, root: ConnectionPlan, isGrouped: boolean): BulkLines {
  const levels: string[][] = [];
  const write = (node: Node, plan: ConnectionPlan, parentId: unknown, depth: number): void => {
    let own = node;
    const children: [ConnectionPlan, Node[]][] = [];
    for (const child of plan.children) {
      const { rest, value } = takeOut(own, child.path);
      own = rest;
      children.push([child, nodesOf(value)]);
    }
    const level = (levels[isGrouped ? 0 : depth] ??= []);
    level.push(JSON.stringify(parentId === undefined ? own : { ...own, __parentId: parentId }));
    for (const [child, nodes] of children) {
      for (const inner of nodes) write(inner, child, node["id"], depth + 1);
    }
  };
  const nodes = isNode(data) ? nodesOf(takeOut(data, root.path).value) : [];
  for (const node of nodes) write(node, root, undefined, 0);
  return { lines: levels.flat(), roots: nodes.length };
}
