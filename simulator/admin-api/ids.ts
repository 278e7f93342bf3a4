/** Ids in arguments of the Admin API. */
import { GraphQLError } from "graphql";
import { type GlobalId, parseGid } from "#simulator/ids.ts";

/** Reads an id argument; refuses what is not a global id, as Shopify does. */
export function readId(value: unknown): GlobalId {
  const id = parseGid(String(value));
  if (id) return id;
  throw new GraphQLError(`Invalid global id '${String(value)}'`, {
    extensions: { code: "argumentLiteralsIncompatible", typeName: "CoercionError" },
  });
}

/** The number in a global id of the given type; null when it is an id of another type. */
export function idOfType(value: unknown, type: string): bigint | null {
  const id = readId(value);
  return id.type === type ? id.id : null;
}
