/** Texts of the theme for what is not written in Liquid: titles and messages. */
import path from "node:path";
import { fillIn, loadTranslations } from "./liquid/translations.ts";
import type { Visit } from "./visit.ts";

const THEME_FOLDER = path.join(import.meta.dirname, "theme");

/** A text in the visit's language as plain text, not HTML. */
export function themeText(visit: Visit, key: string, variables: Record<string, string> = {}): string {
  return fillIn(loadTranslations(THEME_FOLDER, visit.locale), key, variables);
}
