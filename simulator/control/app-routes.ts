/** The control API of what the merchant and Flow do with the app, and of carts and checkouts. */
import { isAbandoned } from "#simulator/admin-api/objects/abandoned-checkout.ts";
import { runFlowAction } from "#simulator/flow-actions.ts";
import { json, type Reply } from "#simulator/http.ts";
import { grantScopes, revokeScopes } from "#simulator/state/apps.ts";
import type { Body, Call, Route } from "./route.ts";

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** `{grant: [...], revoke: [...]}`: the merchant agrees to optional scopes, or the app gives them back. */
function changeScopes({ runtime, body }: Call): Reply {
  const { environment, app } = runtime;
  const granted = grantScopes(environment, app, texts(body["grant"]));
  if (!granted.ok) return json(granted, 422);
  const revoked = revokeScopes(environment, app, texts(body["revoke"]));
  return revoked.ok ? json({ ok: true, scopes: runtime.installation()?.scopes ?? [] }) : json(revoked, 422);
}

/** `{properties: {...}, actionRunId?}`: Flow runs the action once. */
async function runAction({ runtime, body, parts }: Call): Promise<Reply> {
  const { actionRunId } = body;
  const run = await runFlowAction(runtime, parts[0]!, {
    properties: (body["properties"] ?? {}) as Body,
    ...(typeof actionRunId === "string" ? { actionRunId } : {}),
  });
  return json(run);
}

function listCheckouts({ runtime, url }: Call): Reply {
  const onlyAbandoned = url.searchParams.get("abandoned") === "true";
  const checkouts = [...runtime.shop.checkouts.values()].filter(
    (each) => !onlyAbandoned || isAbandoned(each),
  );
  return json({ checkouts });
}

const checkoutId = ({ parts }: Call): bigint => BigInt(parts[0]!);

export const appRoutes: Route[] = [
  ["POST", /^shops\/[^/]+\/scopes$/, changeScopes],
  ["GET", /^flow\/triggers$/, ({ runtime }) => json({ calls: runtime.shop.flowTriggerCalls })],
  ["POST", /^flow\/actions\/([\w-]+)$/, runAction],
  ["GET", /^carts$/, ({ runtime }) => json({ carts: runtime.shop.carts })],
  ["GET", /^checkouts$/, listCheckouts],
  [
    "POST",
    /^checkouts\/(\d+)\/delete$/,
    (call) => {
      const outcome = call.runtime.commands.deleteCheckout(checkoutId(call));
      return json(outcome, outcome.ok ? 200 : 422);
    },
  ],
  [
    "POST",
    /^checkouts\/(\d+)\/activities$/,
    (call) => {
      const outcome = call.runtime.commands.addAbandonmentActivity(checkoutId(call));
      return json(outcome, outcome.ok ? 200 : 422);
    },
  ],
  [
    "GET",
    /^charges$/,
    ({ runtime }) =>
      json({ subscriptions: runtime.shop.appSubscriptions, purchases: runtime.shop.appPurchases }),
  ],
];
