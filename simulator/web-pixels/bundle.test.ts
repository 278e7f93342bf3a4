import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installApp, startStorefront } from "#simulator/storefront/test-storefront.ts";
import { bundlePixel } from "./bundle.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pixel-"));
  mkdirSync(join(folder, "src"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("is one script, made anew after a change", async () => {
  const entry = join(folder, "src/index.ts");
  writeFileSync(join(folder, "src/part.ts"), "export const part: string = 'PART';");
  writeFileSync(entry, "import { part } from './part'; shopify.extend('WebPixel::Render', () => part);");
  const first = await bundlePixel(folder);
  expect(first).toContain("PART");
  expect(first).not.toMatch(/\bimport\b/);
  writeFileSync(entry, "shopify.extend('WebPixel::Render', () => 'OTHER');");
  utimesSync(entry, new Date(), new Date(Date.now() + 5_000));
  expect(await bundlePixel(folder)).toContain("OTHER");
});

it("says what is wrong: nothing to bundle, an error in it, too large", async () => {
  await expect(bundlePixel(folder)).rejects.toThrow("has no src/index.ts");
  const entry = join(folder, "src/index.js");
  writeFileSync(entry, "let = ;");
  await expect(bundlePixel(folder)).rejects.toThrow();
  writeFileSync(entry, `self.data = "${"x".repeat(130 * 1024)}";`);
  utimesSync(entry, new Date(), new Date(Date.now() + 9_000));
  await expect(bundlePixel(folder)).rejects.toThrow("larger than 128 KB");
});

it("is on pages only while it is connected and the app is installed", async () => {
  const pixel = { path: folder, uid: null, handle: "p", runtimeContext: "strict" as const, settings: [] };
  const storefront = await startStorefront({ webPixel: { ...pixel, customerPrivacy: { analytics: true } } });
  const shows = async () =>
    (await (await storefront.newShopper().get("/")).text()).includes("web-pixels-data");
  expect(await shows()).toBe(false);
  storefront.shop.webPixel = { id: 1n, clientId: "client", settings: '{"a":"</script>"}' };
  expect(await shows()).toBe(false);
  installApp(storefront);
  expect(await shows()).toBe(true);
  expect(await (await storefront.newShopper().get("/")).text()).not.toContain('"a":"</script>"');
  const script = await storefront.newShopper().get("/cdn/web-pixels/pixel.js");
  expect(await script.text()).toContain("has no src/index.ts");
  expect(storefront.log.map((line) => line["event"])).toContain("pixel.not_run");
  await storefront.close();
});
