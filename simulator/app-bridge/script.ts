/** The App Bridge stand-in as one classic script, put together from the files in `browser/`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** In the order in which they need each other. */
const FILES = [
  "channel",
  "observe",
  "navigation",
  "fetch",
  "save-bar",
  "title-bar",
  "nav-menu",
  "modal",
  "resource-picker",
  "global",
] as const;

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`./browser/${name}.js`, import.meta.url)), "utf8");

/** Modules become one function: names are unique across the files, so imports and exports can go. */
const joinable = (source: string): string =>
  source.replaceAll(/^import\s[^;]*;\n/gm, "").replaceAll(/^export /gm, "");

export function appBridgeScript(): string {
  return `(() => {\n"use strict";\n${FILES.map((name) => joinable(read(name))).join("\n")}\n})();\n`;
}
