/** The app fires triggers of Shopify Flow. */
import type { ExtensionField } from "#simulator/app-extensions.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { FlowTriggerCall } from "./model.ts";

/** A payload may have this many bytes. */
const MAX_PAYLOAD_BYTES = 50_000;

export type FlowResult = { ok: true; call: FlowTriggerCall } | { ok: false; field: string; message: string };

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Whether a value is of the field's type; texts of numbers and truth values are taken as such, as at Shopify. */
function fits(field: ExtensionField, value: unknown): boolean {
  switch (field.type) {
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "number_decimal":
      return typeof value === "number" || (typeof value === "string" && NUMBER.test(value));
    case "email":
      return typeof value === "string" && EMAIL.test(value);
    case "url":
      return typeof value === "string" && URL.canParse(value);
    case "single_line_text_field":
    case "multi_line_text_field":
      return typeof value === "string";
    default:
      return field.type.endsWith("_reference")
        ? typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value))
        : true;
  }
}

function payloadProblem(fields: ExtensionField[], payload: Record<string, unknown>): string | null {
  for (const field of fields) {
    const value = payload[field.key];
    const isMissing = value === undefined || value === null;
    if (isMissing && field.required) return `Properties is missing the required key: ${field.key}`;
    if (!isMissing && !fits(field, value)) return `Invalid value for property: ${field.key}`;
  }
  const unknown = Object.keys(payload).find((key) => !fields.some((field) => field.key === key));
  return unknown === undefined ? null : `Invalid property: ${unknown}`;
}

/** Keeps the call of a trigger that one of the app's extensions declares. */
export function receiveFlowTrigger(
  environment: CommandEnvironment,
  app: AppUnderTest,
  handle: string,
  payload: unknown,
): FlowResult {
  const trigger = app.flowTriggers.find((each) => each.handle === handle);
  if (!trigger) {
    return {
      ok: false,
      field: "handle",
      message: `Errors validating schema:\n  Invalid handle '${handle}'.\n`,
    };
  }
  const isObject = typeof payload === "object" && payload !== null && !Array.isArray(payload);
  if (!isObject) return { ok: false, field: "payload", message: "Payload must be a JSON object" };
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    return { ok: false, field: "payload", message: "Payload is too large, the limit is 50000 bytes" };
  }
  const problem = payloadProblem(trigger.fields, payload as Record<string, unknown>);
  if (problem) return { ok: false, field: "payload", message: `Errors validating schema:\n  ${problem}\n` };
  const call: FlowTriggerCall = { handle, payload: text, receivedAt: environment.clock() };
  environment.shop.flowTriggerCalls.push(call);
  return { ok: true, call };
}
