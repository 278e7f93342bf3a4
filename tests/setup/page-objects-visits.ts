/** Browser windows for a test file, watched for whatever goes wrong in them. */
import os from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "./browser.ts";

/** For `expect.poll`: what the worker does in the background takes a moment. */
export const PATIENCE = { timeout: 20_000, interval: 100 };

const STEP_TIMEOUT_MS = 15_000;

export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };
/** The narrowest width that WCAG 2.2 asks for (1.4.10). */
export const NARROWEST = { width: 320, height: 640 };

interface VisitOptions extends BrowserContextOptions {
  /** Faults that belong to what the test does, such as the browser's note on a refused form. */
  expectedFaults?: RegExp[];
}

/** Opens a window of its own: nobody is signed in there. Closed after the test. */
export type Visit = (options?: VisitOptions) => Promise<Page>;

/** Chromium says these of itself; no page can help them. */
const KNOWN_FAULTS: RegExp[] = [];

const describeMessage = (message: ConsoleMessage): string =>
  `console ${message.type()}: ${message.text()} (${message.location().url})`;

/** Gives a test file a browser. A fault in the console or an uncaught error in any of its windows fails the test. */
export function useVisits(): Visit {
  let browser: Browser;
  let faults: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await picture(browser, task.name);
    for (const context of browser.contexts()) await context.close();
    const found = faults;
    faults = [];
    expect(found, "faults in the browser").toEqual([]);
  });
  afterAll(() => browser?.close());

  return async ({ expectedFaults = [], ...options } = {}) => {
    const context = await browser.newContext({ viewport: DESKTOP, locale: "en-GB", ...options });
    context.setDefaultTimeout(STEP_TIMEOUT_MS);
    const note = (fault: string) => {
      if (![...KNOWN_FAULTS, ...expectedFaults].some((pattern) => pattern.test(fault))) faults.push(fault);
    };
    context.on("console", (message) => message.type() === "error" && note(describeMessage(message)));
    context.on("weberror", (error) => note(`uncaught: ${error.error().stack ?? error.error().message}`));
    return context.newPage();
  };
}

/** What the windows of a failed test showed last, for whoever looks into it. */
async function picture(browser: Browser, testName: string): Promise<void> {
  const folder = path.join(os.tmpdir(), "perennial-failed-tests");
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    const name = `${testName.replaceAll(/\W+/g, "-").slice(0, 60)}-${index + 1}.png`;
    await page.screenshot({ path: path.join(folder, name) }).catch(() => undefined);
  }
}

/** By how many pixels a page, or the app in its frame, can be scrolled sideways, or a table is cut off by what it stands in. */
export async function overflowOf(page: Page): Promise<number> {
  const widths = await Promise.all(page.frames().map((frame) => frame.evaluate(overflowHere)));
  return Math.max(...widths);
}

/** Runs in the page. */
function overflowHere(): number {
  const root = document.documentElement;
  const cutOff = [...document.querySelectorAll("table")].map((table) => {
    let box = table.parentElement;
    while (box && getComputedStyle(box).overflowX === "visible") box = box.parentElement;
    const beyond = table.getBoundingClientRect().right - (box ?? root).getBoundingClientRect().right;
    return Math.floor(beyond);
  });
  return Math.max(root.scrollWidth - root.clientWidth, ...cutOff);
}
