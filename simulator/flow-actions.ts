/** Shopify Flow runs an action of the app: a signed request to the address that the action's extension gives. */
import { randomUUID } from "node:crypto";
import type { ExtensionField, FlowActionExtension } from "#simulator/app-extensions.ts";
import { toJson } from "#simulator/json.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { signWebhook } from "#simulator/webhooks/delivery.ts";

/** The app has ten seconds. */
const TIMEOUT_MS = 10_000;

export interface FlowActionRun {
  actionRunId: string;
  status: number;
  body: string;
  /** What a workflow makes of it: 2xx is done, 202 is asked again later, 4xx ends the run, anything else is tried again. */
  outcome: "done" | "pending" | "failed" | "retry";
}

function outcomeOf(status: number): FlowActionRun["outcome"] {
  if (status === 202) return "pending";
  if (status >= 200 && status < 300) return "done";
  return status >= 400 && status < 500 && status !== 429 ? "failed" : "retry";
}

function missing(fields: ExtensionField[], properties: Record<string, unknown>): string | null {
  const field = fields.find((each) => each.required && properties[each.key] === undefined);
  return field?.key ?? null;
}

const addressOf = (action: FlowActionExtension, appUrl: string): string =>
  action.runtimeUrl.startsWith("/") ? `${appUrl}${action.runtimeUrl}` : action.runtimeUrl;

/**
 * Runs one action once. `actionRunId` is given again to repeat a run, as Flow does. Throws when the app has no such
 * action or a required property is missing, which the editor of workflows does not let pass.
 */
export async function runFlowAction(
  runtime: ShopRuntime,
  handle: string,
  input: { properties: Record<string, unknown>; actionRunId?: string },
): Promise<FlowActionRun> {
  const { app, shop } = runtime;
  const action = app.flowActions.find((each) => each.handle === handle);
  if (!action) throw new Error(`The app has no Flow action "${handle}".`);
  const lacking = missing(action.fields, input.properties);
  if (lacking !== null) throw new Error(`The action needs the property "${lacking}".`);
  const actionRunId = input.actionRunId ?? randomUUID();
  const body = toJson({
    shop_id: shop.id,
    shopify_domain: shop.domain,
    action_run_id: actionRunId,
    action_definition_id: handle,
    handle,
    step_reference: randomUUID(),
    properties: input.properties,
  });
  const response = await fetch(addressOf(action, app.url), {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Shopify-Hmac-Sha256": signWebhook(body, app.clientSecret),
      "X-Shopify-Shop-Domain": shop.domain,
    },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return {
    actionRunId,
    status: response.status,
    body: await response.text(),
    outcome: outcomeOf(response.status),
  };
}
