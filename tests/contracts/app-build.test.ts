/**
 * `shopify app build` accepts the app's configuration and its extensions, with no network and no login.
 * The web process itself is built elsewhere; here its build command is replaced by one that ends at once.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parse as parseToml } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const BUILD_TIMEOUT_MS = 60_000;
const PIXEL_LIBRARY = "@shopify/web-pixels-extension";

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "perennial-app-build-"));
  mkdirSync(join(project, "app"));
  // What extensions import, as it is installed here: the CLI installs what this file names.
  const dependencies = { [PIXEL_LIBRARY]: `file:${join(REPOSITORY, "node_modules", PIXEL_LIBRARY)}` };
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "perennial", private: true, dependencies }),
  );
  cpSync(join(REPOSITORY, "shopify.app.toml"), join(project, "shopify.app.toml"));
  cpSync(join(REPOSITORY, "extensions"), join(project, "extensions"), { recursive: true });
  const web = readFileSync(join(REPOSITORY, "app/shopify.web.toml"), "utf8");
  writeFileSync(join(project, "app/shopify.web.toml"), web.replace(/^build = .*$/m, `build = "node -v"`));
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

async function buildApp(): Promise<{ exitCode: number | null; output: string }> {
  const cli = join(
    dirname(createRequire(import.meta.url).resolve("@shopify/cli/package.json")),
    "bin/run.js",
  );
  const build = spawn(process.execPath, [cli, "app", "build", "--path", project], {
    cwd: project,
    env: {
      ...process.env,
      CI: "1",
      NO_COLOR: "1",
      SHOPIFY_CLI_NO_ANALYTICS: "1",
      // Where theme-check would look for newer rules instead of on the network; it falls back to those it came with.
      SHOPIFY_TLD_ROOT: "/nowhere",
      XDG_CACHE_HOME: join(project, ".cache"),
      XDG_CONFIG_HOME: join(project, ".config"),
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: BUILD_TIMEOUT_MS,
  });
  const closed = once(build, "close");
  const [stdout, stderr] = await Promise.all([text(build.stdout), text(build.stderr)]);
  const [exitCode] = (await closed) as [number | null];
  return { exitCode, output: stdout + stderr };
}

/** The handles that the CLI derives from the extensions' names. */
function extensionHandles(): string[] {
  const manifests = globSync("extensions/*/shopify.extension.toml", { cwd: REPOSITORY });
  const handles = manifests.map((path) => {
    const { name } = parseToml(readFileSync(join(REPOSITORY, path), "utf8"));
    return String(name).toLowerCase().replaceAll(" ", "-");
  });
  expect(handles).not.toHaveLength(0);
  return handles;
}

describe("shopify app build", { timeout: BUILD_TIMEOUT_MS }, () => {
  it("builds the app and every extension", async () => {
    const { exitCode, output } = await buildApp();
    expect(output).toContain("Perennial built!");
    expect(output).toContain("Web successfully built.");
    for (const handle of extensionHandles()) expect(output).toContain(handle);
    expect(exitCode).toBe(0);
  });

  it("fails on a configuration that Shopify refuses", async () => {
    const path = join(project, "shopify.app.toml");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(`uri = "/webhooks/orders"`, `uri = "webhooks orders"`),
    );
    const { exitCode, output } = await buildApp();
    expect(output).toContain("uri");
    expect(exitCode).not.toBe(0);
  });

  it("leaves out an extension of an unknown type in silence, so that the first test looks for each by name", async () => {
    const manifest = join(project, "extensions/storefront/shopify.extension.toml");
    const source = readFileSync(manifest, "utf8");
    const handle = "perennial-storefront";
    expect(extensionHandles()).toContain(handle);
    writeFileSync(manifest, source.replace(`type = "theme"`, `type = "themes"`));
    const { output } = await buildApp();
    expect(output).not.toContain(handle);
  });
});

it("app/shopify.web.toml runs the repository's own commands from the folder it is in", () => {
  const web = parseToml(readFileSync(join(REPOSITORY, "app/shopify.web.toml"), "utf8"));
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as {
    scripts: object;
  };
  expect(web.roles).toEqual(["frontend", "backend"]);
  for (const command of Object.values(web.commands as Record<string, string>)) {
    const script = /^npm --prefix \.\. run (\S+)$/.exec(command)?.[1];
    expect(Object.keys(scripts)).toContain(script);
  }
});
