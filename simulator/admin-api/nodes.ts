/** `node(id:)`: finds a record of any modelled type by its global id. */
import { gid, parseGid } from "#simulator/ids.ts";
import { type ApiContext, NotModelled, typed } from "./context.ts";
import { NODES } from "./models.ts";

/** The record of a global id, or null when there is none. Fails for types that are not modelled. */
export function findNode(context: ApiContext, globalId: string): object | null {
  const parsed = parseGid(globalId);
  if (!parsed) return null;
  const find = Object.hasOwn(NODES, parsed.type) ? NODES[parsed.type] : undefined;
  if (!find) throw new NotModelled(`node(id: "${gid(parsed.type, parsed.id)}")`);
  const record = find(context, parsed.id);
  return record ? typed(parsed.type, record) : null;
}
