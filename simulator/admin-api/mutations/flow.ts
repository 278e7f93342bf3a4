/** `flowTriggerReceive`. */
import { receiveFlowTrigger } from "#simulator/state/apps-flow.ts";
import { type Arguments, NotModelled, type TypeModel, userError } from "../context.ts";

/** JSON arrives as the value, or as its text. */
function payloadOf(args: Arguments): unknown {
  const { payload } = args;
  if (typeof payload !== "string") return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

export const flowMutations: TypeModel = {
  flowTriggerReceive: (_root, args, context) => {
    if (args["body"] != null) throw new NotModelled("the deprecated argument flowTriggerReceive.body");
    const received = receiveFlowTrigger(
      context.environment,
      context.app,
      String(args["handle"] ?? ""),
      payloadOf(args),
    );
    return { userErrors: received.ok ? [] : [userError([received.field], received.message)] };
  },
};
