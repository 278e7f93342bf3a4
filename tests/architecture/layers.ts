import path from "node:path";

/** File path → source text. Tests hand in small ones; the real check reads the tree. */
export type Sources = Record<string, string>;

/** The first pattern that matches names a file's layer. */
const LAYERS: [layer: string, pattern: RegExp][] = [
  ["domain", /^app\/features\/[^/]+\/domain\//],
  ["ui", /^app\/(ui|features\/[^/]+\/ui)\//],
  ["schema", /^app\/features\/[^/]+\/schema\.ts$/],
  ["feature", /^app\/features\//],
  ["platform", /^app\/platform\//],
  ["shared", /^app\/shared\//],
  ["worker", /^app\/worker\//],
  ["edge", /^app\//],
];

/** Layers that each layer may import, besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  shared: [],
  domain: ["shared"],
  schema: ["domain", "shared"],
  platform: ["shared"],
  ui: ["domain", "schema", "shared"],
  feature: ["domain", "schema", "ui", "platform", "shared"],
  worker: ["feature", "platform", "shared"],
  edge: ["feature", "schema", "domain", "ui", "platform", "shared"],
};

/** The features in their order: each may import only from those before it. */
export const FEATURES = [
  "shops",
  "events",
  "catalogue",
  "customers",
  "orders",
  "messaging",
  "loyalty",
  "predictions",
  "segments",
  "recommendations",
  "automations",
  "support",
  "feedback",
  "leads",
  "reports",
  "privacy",
];

const layerOf = (file: string) => LAYERS.find(([, pattern]) => pattern.test(file))?.[0];
const featureOf = (file: string) => /^app\/features\/([^/]+)\//.exec(file)?.[1];

interface Import {
  target: string;
  isTypeOnly: boolean;
}

/** What a file imports from the tree, by whichever way it is written. */
export function importsOf(file: string, source: string): Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const found = code.matchAll(
    /(?:\b(?:import|export)(\s+type\b)?[^"';()=]*?\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g,
  );
  return [...found].flatMap(([, type, specifier = ""]) => {
    const isTypeOnly = type !== undefined;
    if (specifier.startsWith("#")) return [{ target: specifier.slice(1), isTypeOnly }];
    if (specifier.startsWith("."))
      return [{ target: path.posix.join(path.posix.dirname(file), specifier), isTypeOnly }];
    return [];
  });
}

function breach(file: string, { target, isTypeOnly }: Import): string | undefined {
  if (target.startsWith("simulator/") || target.startsWith("tests/") || target.startsWith("extensions/")) {
    return `app must not import ${target.split("/")[0]}`;
  }
  const [from, to] = [layerOf(file), layerOf(target)];
  if (!from || !to) return undefined;
  // A type vanishes when the code is built: pages may name the shapes that features hand them.
  if (from === "ui" && isTypeOnly && to === "feature") return undefined;
  if (from !== to && !MAY_IMPORT[from]!.includes(to)) return `${from} must not import ${to}`;
  const [own, other] = [featureOf(file), featureOf(target)];
  if (!own || !other || own === other) return undefined;
  if (FEATURES.indexOf(other) > FEATURES.indexOf(own))
    return `${own} must not import ${other}, a later feature`;
  if (!target.endsWith("/index.server.ts")) return `${own} must enter ${other} through index.server.ts`;
  return undefined;
}

/** Every import that points the wrong way, one line each. */
export function breaches(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, source]) =>
    importsOf(file, source).flatMap((found) => {
      const reason = breach(file, found);
      return reason ? [`${file} → ${found.target}: ${reason}`] : [];
    }),
  );
}

/** What pure code must not do: reach for the clock, chance, the environment or the network. */
export function impurities(sources: Sources): string[] {
  const forbidden = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\bfetch\(|from "node:/;
  return Object.entries(sources)
    .filter(([file]) => /\/domain\//.test(file))
    .flatMap(([file, source]) => {
      const found = forbidden.exec(source);
      return found ? [`${file}: ${found[0]}`] : [];
    });
}

/** Reads of the environment outside the one place for them. */
export function environmentReads(sources: Sources): string[] {
  return Object.entries(sources)
    .filter(([file, source]) => !file.startsWith("app/platform/env/") && /\bprocess\.env\b/.test(source))
    .map(([file]) => file);
}

const MAX_ROUTE_LINES = 150;

/** Routes that do more than receive, call one use case and respond, by their length. */
export function longRoutes(sources: Sources): string[] {
  return Object.entries(sources)
    .filter(
      ([file, source]) => file.startsWith("app/routes/") && source.split("\n").length > MAX_ROUTE_LINES + 1,
    )
    .map(([file, source]) => `${file}: ${source.split("\n").length - 1} lines`);
}

/** Files whose names say nothing. */
export function emptyNames(files: readonly string[]): string[] {
  return files.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(file));
}
