/** The launcher's script in a real browser: the dialog, its forms, its failures and the page without script. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "#tests/setup/browser.ts";
import { readExtension, STOREFRONT_EXTENSION } from "./theme-extension-files.ts";
import { renderBlock } from "./theme-extension-rendering.ts";

vi.setConfig({ testTimeout: 20_000 });

const assets = readExtension(STOREFRONT_EXTENSION);
const BLOCKS = ["points-balance", "product-points", "launcher"];

let browser: Browser;
let server: Server;
let origin: string;
let page: Page;
/** `METHOD /path body` of each request, assets and the page itself left out. */
let requests: string[];
/** What the app answers; the last one stays. */
let answers: { status?: number; html: string; delayMs?: number }[];

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const body = await text(request);
    const asset = assets[path.slice(1)];
    if (asset !== undefined) {
      response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/css");
      return response.end(asset);
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (path === "/") return response.end(await pageHtml("defer"));
    if (path === "/early") return response.end(await pageHtml(""));
    if (path === "/nobody") return response.end(await pageHtml("defer", null));
    requests.push(`${request.method} ${path} ${body}`.trim());
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    await new Promise((resolve) => setTimeout(resolve, answer?.delayMs ?? 0));
    response.statusCode = answer?.status ?? 200;
    response.end(answer?.html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  await browser.close();
  server.close();
});

beforeEach(() => {
  requests = [];
  answers = [{ html: panel({}) }];
});

afterEach(async () => {
  await page.context().close();
});

/** @param when how the script is loaded: "defer", or "" = before the page is read any further, as from a cache */
async function pageHtml(
  when: "defer" | "",
  customer: { points: number } | null = { points: 1_250 },
): Promise<string> {
  const blocks = await Promise.all(BLOCKS.map((handle) => renderBlock(handle, { customer })));
  const styles = BLOCKS.map((handle) => `<link rel="stylesheet" href="/assets/${handle}.css">`);
  return `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">
<title>A shop</title>${styles.join("")}<script ${when} src="/assets/launcher.js"></script></head>
<body><main><h1>A shop</h1>${blocks.join("\n")}</main></body></html>`;
}

/** A panel as the app writes it. */
function panel({ message = "", pending = false }): string {
  return `<div data-perennial-panel ${pending ? "data-perennial-pending" : ""} data-perennial-balance="750 points">
${message && `<p data-perennial-message>${message}</p>`}
<form method="post" action="/apps/perennial/redeem">
  <input type="hidden" name="reward" value="1"><button name="confirm" value="yes">Get £5 off</button>
</form></div>`;
}

async function openPage(options: BrowserContextOptions = {}, path = "/"): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 700 }, ...options });
  page = await context.newPage();
  page.setDefaultTimeout(5_000);
  await page.goto(origin + path);
}

const launcher = () => page.locator(".perennial-launcher__button");
const dialog = () => page.getByRole("dialog", { name: "Rewards" });
const redeemButton = () => dialog().getByRole("button", { name: "Get £5 off" });
const focusedText = () => page.evaluate(() => document.activeElement?.textContent?.trim());

describe("opening", () => {
  it("requests nothing before it, then the panel once", async () => {
    await openPage();
    await page.waitForLoadState("networkidle");
    expect(requests).toEqual([]);
    await launcher().click();
    await redeemButton().waitFor();
    expect(requests).toEqual(["GET /apps/perennial/panel?locale=en"]);
    expect(await launcher().innerText()).toContain("750 points");
  });

  it("works when the script runs before the page is read to its end", async () => {
    await openPage({}, "/early");
    await launcher().click();
    await redeemButton().waitFor();
  });

  it.each(["Enter", "Space"])(
    "works by keyboard with %s; Escape closes and gives the focus back",
    async (key) => {
      await openPage();
      await launcher().focus();
      await page.keyboard.press(key);
      await redeemButton().waitFor();
      expect(await dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true);
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "hidden" });
      expect(await launcher().evaluate((element) => element === document.activeElement)).toBe(true);
    },
  );

  it("says that it is loading, and closes by its button and by a press outside", async () => {
    answers = [{ html: panel({}), delayMs: 300 }];
    await openPage();
    await launcher().click();
    expect(await dialog().getByRole("status").innerText()).toBe("Loading…");
    await redeemButton().waitFor();
    expect(await dialog().getByRole("status").innerText()).toBe("");
    await dialog().getByRole("button", { name: "Close" }).click();
    await dialog().waitFor({ state: "hidden" });
    await launcher().click();
    await page.mouse.click(5, 5);
    await dialog().waitFor({ state: "hidden" });
  });

  it.each([
    ["an error page", { status: 502, html: "<h1>Bad gateway</h1>" }],
    ["a page that is no panel", { html: "<h1>Password</h1>" }],
  ])("offers the page instead after %s, and tries again next time", async (_what, answer) => {
    answers = [answer, { html: panel({}) }];
    await openPage();
    await launcher().click();
    const link = dialog().getByRole("link", { name: "Open the rewards page" });
    expect(await link.getAttribute("href")).toBe("/apps/perennial/rewards?locale=en");
    await page.keyboard.press("Escape");
    await launcher().click();
    await redeemButton().waitFor();
    expect(await link.count()).toBe(0);
  });

  it("runs no script that an answer contains", async () => {
    const html = `<div data-perennial-panel><script>document.title = "taken"</script><p>Here</p></div>`;
    answers = [{ html }];
    await openPage();
    await launcher().click();
    await dialog().getByText("Here").waitFor();
    expect(await page.title()).toBe("A shop");
  });
});

describe("a shopper who is signed in", () => {
  const published = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
  /** A storefront of Shopify's whose visitor allows analytics or not. */
  async function openStore(isAllowed: boolean, path = "/"): Promise<void> {
    const context = await browser.newContext();
    page = await context.newPage();
    await page.addInitScript((allowed: boolean) => {
      const told: string[] = [];
      const Shopify = {
        customerPrivacy: { analyticsProcessingAllowed: () => allowed },
        loadFeatures: (_: unknown, done: () => void) => done(),
        analytics: { publish: (name: string, { token }: { token: string }) => told.push(`${name} ${token}`) },
      };
      Object.assign(window, { told, Shopify });
    }, isAllowed);
    await page.goto(origin + path);
    await page.waitForLoadState("networkidle");
  }

  it("is made known to the pixel by the next page, once in a session", async () => {
    answers = [{ html: panel({}).replace("<div", '<div data-perennial-visit="signed"') }];
    await openStore(true);
    expect(requests).toEqual(["GET /apps/perennial/panel?locale=en"]);
    expect(await published()).toEqual(["perennial_signed_in signed"]);
    await page.reload();
    const other = await page.context().newPage();
    await other.goto(origin);
    await other.waitForLoadState("networkidle");
    expect(requests).toHaveLength(1);
    // The mark of another account that signed in here is not this one's.
    await page.context().clearCookies();
    const cookie = { name: "perennial_known", value: "71.", url: origin };
    await page.context().addCookies([cookie]);
    await page.reload();
    await page.waitForLoadState("networkidle");
    expect(requests).toHaveLength(2);
  });

  it.each([
    ["who does not allow analytics", false, "/"],
    ["but for nobody who is not", true, "/nobody"],
  ])("%s is not asked about", async (_, isAllowed, path) => {
    await openStore(isAllowed, path);
    expect(requests).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });
});

describe("forms in the dialog", () => {
  it("are posted with the pressed button, and the outcome gets the focus", async () => {
    const wholePage = `<!doctype html><html><body><h1>Rewards</h1>${panel({ message: "Your code is A1" })}</body></html>`;
    answers = [{ html: panel({}) }, { html: wholePage }];
    await openPage();
    await launcher().click();
    await redeemButton().click();
    await dialog().getByText("Your code is A1").waitFor();
    expect(requests[1]).toBe("POST /apps/perennial/redeem reward=1&confirm=yes");
    expect(await focusedText()).toBe("Your code is A1");
    expect(await dialog().innerText()).not.toContain("A shop");
    expect(page.url()).toBe(`${origin}/`);
  });

  it("are posted once however often the button is pressed", async () => {
    answers = [{ html: panel({}) }, { html: panel({ message: "Done" }), delayMs: 300 }];
    await openPage();
    await launcher().click();
    await redeemButton().dblclick();
    expect(await redeemButton().getAttribute("aria-disabled")).toBe("true");
    await dialog().getByText("Done").waitFor();
    expect(requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
  });

  it("show a refusal, and keep the form when the app cannot be reached", async () => {
    answers = [
      { html: panel({}) },
      { status: 422, html: panel({ message: "Too few points" }) },
      { status: 504, html: "<h1>Time-out</h1>" },
    ];
    await openPage();
    await launcher().click();
    await redeemButton().click();
    await dialog().getByText("Too few points").waitFor();
    await redeemButton().click();
    await dialog().getByRole("link", { name: "Open the rewards page" }).waitFor();
    expect(await redeemButton().getAttribute("aria-disabled")).toBe("false");
  });

  it("are followed by a look every 1.5 s while a redemption is pending", async () => {
    const pending = { html: panel({ message: "One moment", pending: true }) };
    answers = [{ html: panel({}) }, pending, pending, { html: panel({ message: "Your code is A1" }) }];
    await openPage();
    await launcher().click();
    await redeemButton().click();
    await dialog().getByText("One moment").waitFor();
    await dialog().getByText("Your code is A1").waitFor();
    expect(await focusedText()).toBe("Your code is A1");
    expect(requests.slice(2)).toEqual([
      "GET /apps/perennial/panel?locale=en",
      "GET /apps/perennial/panel?locale=en",
    ]);
  });

  it("are not looked after once the dialog is closed", async () => {
    answers = [{ html: panel({ message: "One moment", pending: true }) }];
    await openPage();
    await launcher().click();
    await dialog().getByText("One moment").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForTimeout(1_800);
    expect(requests).toHaveLength(1);
  });
});

describe("for everybody", () => {
  it("is a link to the page without script", async () => {
    answers = [{ html: "<h1>The rewards page</h1>" }];
    await openPage({ javaScriptEnabled: false });
    await launcher().click();
    await page.getByText("The rewards page").waitFor();
    expect(page.url()).toBe(`${origin}/apps/perennial/rewards?locale=en`);
  });

  it("fits 320 px, closed and open", async () => {
    await openPage({ viewport: { width: 320, height: 600 } });
    await launcher().click();
    await redeemButton().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const box = await dialog().boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  });

  it.each([
    ["reduce", "none"],
    ["no-preference", "perennial-rise"],
  ] as const)("moves as the shopper prefers: %s", async (reducedMotion, animation) => {
    await openPage({ reducedMotion });
    await launcher().click();
    expect(await dialog().evaluate((element) => getComputedStyle(element).animationName)).toBe(animation);
  });

  it("has no fault that axe finds, closed and open", async () => {
    await openPage({ reducedMotion: "reduce" });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await launcher().click();
    await redeemButton().waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
});
