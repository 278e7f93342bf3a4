/**
 * The headless Chromium of the browser tests and of `bench/storefront.ts`: the one named by `CHROMIUM_PATH`, else
 * the system's, else the one inside `@sparticuz/chromium`, which needs no system package (Linux x64).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions } from "playwright-core";

const SYSTEM_CHROMIUM = "/usr/bin/chromium";

/** The Shopify library answers 410 to whatever calls itself HeadlessChrome. */
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";

const LAUNCH_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/**
 * Starts Chromium; the caller closes it.
 *
 * Contexts and pages made from it have a user agent without "HeadlessChrome" unless the caller names another one.
 * `args` are added to Chromium's command line.
 */
export async function launchBrowser(options: { args?: string[] } = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    env: { ...definedEnvironment(), ...env },
    args: [...LAUNCH_ARGUMENTS, ...(options.args ?? [])],
  });
  return withUserAgent(browser);
}

function withUserAgent(browser: Browser): Browser {
  const newContext = browser.newContext.bind(browser);
  const newPage = browser.newPage.bind(browser);
  const withDefault = (options?: BrowserContextOptions) => ({ userAgent: USER_AGENT, ...options });
  browser.newContext = (options) => newContext(withDefault(options));
  browser.newPage = (options) => newPage(withDefault(options));
  return browser;
}

async function findChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return { executablePath: named, env: {} };
  if (existsSync(SYSTEM_CHROMIUM)) return { executablePath: SYSTEM_CHROMIUM, env: {} };
  const folder = await unpackChromium();
  const libraryPath = [join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: libraryPath, FONTCONFIG_FILE: join(folder, "perennial-fonts.conf") },
  };
}

/**
 * Unpacks the Chromium of `@sparticuz/chromium` once per version and user, and returns its folder.
 *
 * The package's own unpacking writes straight to its final name, so a second test process would start a half-written
 * program. Here the folder appears complete or not at all, however many processes begin at once.
 */
async function unpackChromium(): Promise<string> {
  const manifest = findPackageJSON("@sparticuz/chromium", import.meta.url);
  if (!manifest) throw new Error("No Chromium: set CHROMIUM_PATH, or install @sparticuz/chromium.");
  const packageFolder = dirname(manifest);
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const target = join(tmpdir(), `perennial-chromium-${version}-${userInfo().uid}`);
  if (existsSync(join(target, "chromium"))) return target;

  const archive = (name: string) => join(packageFolder, "bin", name);
  const draft = await mkdtemp(`${target}-`);
  try {
    await Promise.all([
      pipeline(
        createReadStream(archive("chromium.br")),
        createBrotliDecompress(),
        createWriteStream(join(draft, "chromium"), { mode: 0o755 }),
      ),
      extractTar(archive("al2023.tar.br"), draft),
      extractTar(archive("fonts.tar.br"), draft),
    ]);
    await writeFile(join(draft, "perennial-fonts.conf"), fontsConfiguration(join(target, "fonts")));
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(target, "chromium"))) throw error;
  }
  return target;
}

/** The system's fonts where there are any, and the package's Open Sans so that text shows on a bare machine. */
function fontsConfiguration(fontsFolder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fontsFolder}</dir>
</fontconfig>
`;
}

async function extractTar(archive: string, folder: string): Promise<void> {
  const tar = spawn("tar", ["-x", "-C", folder, "--no-same-owner"], { stdio: ["pipe", "ignore", "inherit"] });
  const closed = once(tar, "close");
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin);
  const [exitCode] = (await closed) as [number | null];
  if (exitCode !== 0) throw new Error(`tar could not unpack ${archive}: exit code ${exitCode}`);
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
