/** The app's web pixel is connected to the shop, with settings as its extension declares them. */
import type { ExtensionField } from "#simulator/app-extensions.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { WebPixel } from "./model.ts";

export type PixelErrorCode =
  | "BLANK"
  | "INVALID_CONFIGURATION_JSON"
  | "INVALID_RUNTIME_CONTEXT"
  | "INVALID_SETTINGS"
  | "NOT_FOUND"
  | "NO_EXTENSION"
  | "TAKEN";

export type PixelResult =
  { ok: true; webPixel: WebPixel } | { ok: false; field: string[]; message: string; code: PixelErrorCode };

const refuse = (field: string[], message: string, code: PixelErrorCode): PixelResult => ({
  ok: false,
  field,
  message,
  code,
});

function breaks(field: ExtensionField, value: string): boolean {
  return field.validations.some(({ name, value: limit }) => {
    switch (name) {
      case "min":
        return value.length < Number(limit);
      case "max":
        return value.length > Number(limit);
      case "regex":
        return !new RegExp(limit).test(value);
      case "choices":
        return !(JSON.parse(limit) as unknown[]).includes(value);
      default:
        return false;
    }
  });
}

/** Shopify's own sentence for settings that do not match the extension's definition; null when they do. */
function settingsProblem(fields: ExtensionField[], settings: Record<string, unknown>): string | null {
  const unknown = Object.keys(settings).find((key) => !fields.some((field) => field.key === key));
  if (unknown !== undefined)
    return `Settings must match the extension's definition: ${unknown} is not defined`;
  for (const field of fields) {
    const value = settings[field.key];
    if (value === undefined || value === null)
      return `Settings must match the extension's definition: ${field.key} is missing`;
    if (typeof value !== "string")
      return `Settings must match the extension's definition: ${field.key} must be text`;
    if (breaks(field, value))
      return `Settings must match the extension's definition: ${field.key} is not valid`;
  }
  return null;
}

/** Settings come as an object, or as its JSON text. */
function readSettings(given: unknown): Record<string, unknown> | null {
  let value = given;
  if (typeof given === "string") {
    try {
      value = JSON.parse(given);
    } catch {
      return null;
    }
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function checkSettings(app: AppUnderTest, given: unknown): { settings: string } | PixelResult {
  if (!app.webPixel) return refuse(["webPixel"], "No extension found", "NO_EXTENSION");
  if (app.webPixel.runtimeContext !== "strict") {
    return refuse(["webPixel"], "Runtime context must be strict", "INVALID_RUNTIME_CONTEXT");
  }
  if (given === "") return refuse(["settings"], "Settings can't be blank", "BLANK");
  const settings = readSettings(given);
  if (!settings) {
    return refuse(["settings"], "Settings must be valid JSON", "INVALID_CONFIGURATION_JSON");
  }
  const problem = settingsProblem(app.webPixel.settings, settings);
  return problem ? refuse(["settings"], problem, "INVALID_SETTINGS") : { settings: JSON.stringify(settings) };
}

/** An app has one pixel on a shop. */
export function createWebPixel(
  environment: CommandEnvironment,
  app: AppUnderTest,
  settings: unknown,
): PixelResult {
  const { shop, allocate } = environment;
  const checked = checkSettings(app, settings);
  if (!("settings" in checked)) return checked;
  if (shop.webPixel) return refuse(["webPixel"], "Web pixel has already been taken", "TAKEN");
  shop.webPixel = { id: allocate(), clientId: app.clientId, settings: checked.settings };
  return { ok: true, webPixel: shop.webPixel };
}

const notFound = (): PixelResult =>
  refuse(["id"], "Could not find a web pixel with the given id", "NOT_FOUND");

export function updateWebPixel(
  environment: CommandEnvironment,
  app: AppUnderTest,
  id: bigint | null,
  settings: unknown,
): PixelResult {
  const { webPixel } = environment.shop;
  if (!webPixel || webPixel.id !== id) return notFound();
  const checked = checkSettings(app, settings);
  if (!("settings" in checked)) return checked;
  webPixel.settings = checked.settings;
  return { ok: true, webPixel };
}

export function deleteWebPixel(environment: CommandEnvironment, id: bigint | null): PixelResult {
  const { shop } = environment;
  const { webPixel } = shop;
  if (!webPixel || webPixel.id !== id) return notFound();
  shop.webPixel = null;
  return { ok: true, webPixel };
}
