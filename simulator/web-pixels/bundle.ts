/** Bundles the app's web pixel extension, as Shopify's command line does before a deploy. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Pixels of apps run in the strict sandbox; the frame of the lax one has no stand-in here. */
export const LAX_NOT_MODELLED =
  'The simulator does not model runtime_context = "lax" in shopify.extension.toml: pixels run in the strict sandbox only.';

const BUNDLE_BYTES_MAX = 128 * 1024;

interface Bundled {
  changedMs: number;
  script: string;
}

const bundled = new Map<string, Bundled>();

/** The file that registers the pixel; throws when the extension has none. */
function entryOf(folder: string): string {
  const names = ["src/index.ts", "src/index.js", "src/index.tsx", "index.ts", "index.js"];
  const found = names.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (!found) throw new Error(`${folder} has no src/index.ts or src/index.js.`);
  return found;
}

function changedMsOf(folder: string): number {
  const files = globSync("**/*.{ts,tsx,js,json}", {
    cwd: folder,
    exclude: (name) => name === "node_modules",
  });
  return Math.max(0, ...files.map((file) => statSync(join(folder, file)).mtimeMs));
}

/**
 * The extension as one script. Made anew after a change of its files. Throws with the reason when it does not bundle, is
 * larger than Shopify allows, or esbuild is not installed.
 */
export async function bundlePixel(folder: string): Promise<string> {
  const changedMs = changedMsOf(folder);
  const known = bundled.get(folder);
  if (known?.changedMs === changedMs) return known.script;
  const entry = entryOf(folder);
  const esbuild = await import("esbuild").catch(() => null);
  if (!esbuild) {
    throw new Error(
      "Web pixels are bundled with esbuild, which is not installed: npm install --save-dev esbuild",
    );
  }
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2020",
    minify: true,
    logLevel: "silent",
  });
  const script = outputFiles[0]?.text ?? "";
  if (Buffer.byteLength(script) > BUNDLE_BYTES_MAX) {
    throw new Error(`The bundle of ${folder} is larger than 128 KB.`);
  }
  bundled.set(folder, { changedMs, script });
  return script;
}

/** A script of this folder for the browser. */
export const browserScript = (name: string): string =>
  readFileSync(join(import.meta.dirname, "browser", name), "utf8");
