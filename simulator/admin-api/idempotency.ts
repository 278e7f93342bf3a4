/** The `@idempotent` directive: a mutation that is sent again with its key answers as before and changes nothing. */
import { GraphQLError, type GraphQLResolveInfo, valueFromASTUntyped } from "graphql";
import { toJson } from "#simulator/json.ts";
import type { ShopState } from "#simulator/state/model.ts";
import type { ApiContext, Arguments } from "./context.ts";

interface Attempt {
  /** Mutation and arguments, to tell a repetition from another request. */
  request: string;
  answer: unknown;
}

const attempts = new WeakMap<ShopState, Map<string, Attempt>>();

function keyOf(info: GraphQLResolveInfo): string | null {
  const directive = info.fieldNodes[0]?.directives?.find((each) => each.name.value === "idempotent");
  const argument = directive?.arguments?.find((each) => each.name.value === "key");
  return argument ? String(valueFromASTUntyped(argument.value, info.variableValues)) : null;
}

/**
 * Runs a mutation that must carry `@idempotent(key:)`. `refused` makes the answer to a key that was used with other
 * arguments. Keys are kept as long as the simulator runs.
 */
export function idempotently<T>(
  context: Pick<ApiContext, "shop">,
  info: GraphQLResolveInfo,
  args: Arguments,
  { run, refused }: { run: () => T; refused: (error: { message: string; code: string }) => T },
): T {
  const key = keyOf(info);
  if (key === null || key.trim() === "") {
    throw new GraphQLError("The @idempotent directive is required for this mutation but was not provided.", {
      nodes: info.fieldNodes,
      extensions: { code: "BAD_REQUEST" },
    });
  }
  const known = attempts.get(context.shop) ?? new Map<string, Attempt>();
  attempts.set(context.shop, known);
  const request = `${info.fieldName} ${toJson(args)}`;
  const before = known.get(key);
  if (before && before.request !== request) {
    return refused({
      message: "The same idempotency key cannot be used with different operation parameters.",
      code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    });
  }
  if (before) return before.answer as T;
  const answer = run();
  known.set(key, { request, answer });
  return answer;
}
