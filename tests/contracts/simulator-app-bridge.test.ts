/** The App Bridge stand-in and the admin page around it, with a small app of the test's own in the frame. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { verifySessionToken } from "#simulator/session-token.ts";
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";
import { launchBrowser } from "#tests/setup/browser.ts";

let simulator: RunningSimulator;
let app: Server;
let browser: Browser;
let page: Page;
let frame: FrameLocator;
let admin: string;
const authorizations: (string | undefined)[] = [];

/** One page of the app under any address; it routes as single-page apps do. */
function appPage(path: string): string {
  return `<!doctype html><html><head><title>App ${path}</title>
    <script src="${simulator.adminUrl}/app-bridge.js" data-api-key="${simulator.runtime.app.clientId}"></script></head><body>
    <ui-nav-menu><a href="/" rel="home">Home</a><a href="/app/loyalty">Loyalty</a><a href="/app/customers">Members</a></ui-nav-menu>
    <ui-title-bar title="Test page"><button variant="breadcrumb" id="crumb">Back</button><button variant="primary" id="create">Create</button></ui-title-bar>
    <p id="where">${path}</p>
    <form data-save-bar id="form"><input name="points" value="10" aria-label="Points"></form>
    <ui-save-bar id="bar" discardConfirmation><button variant="primary" id="bar-save">Keep</button><button id="bar-discard"></button></ui-save-bar>
    <ui-modal id="modal"><p>Inside the modal</p><ui-title-bar title="A question"><button variant="primary" id="modal-yes">Yes</button></ui-title-bar></ui-modal>
    <a id="order" href="shopify://admin/orders">Orders</a>
    <a id="theme" target="_top" href="https://${simulator.shop.domain}/admin/themes/current/editor?context=apps&template=product&activateAppId=${simulator.runtime.app.clientId}/product-points">Theme</a>
    <pre id="log"></pre>
    <script>
      const log = (text) => { document.getElementById("log").textContent += text + "\\n"; };
      for (const id of ["create", "crumb", "bar-save", "bar-discard", "modal-yes"])
        document.getElementById(id).addEventListener("click", () => log("clicked " + id));
      const form = document.getElementById("form");
      form.addEventListener("submit", (event) => { event.preventDefault(); log("saved " + new FormData(form).get("points")); });
      form.addEventListener("reset", () => log("reset"));
      addEventListener("shopify:navigate", (event) => {
        const path = event.target.getAttribute("href");
        history.pushState({}, "", path);
        document.getElementById("where").textContent = path;
      });
    </script></body></html>`;
}

beforeAll(async () => {
  app = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://app");
    if (url.pathname === "/data") {
      authorizations.push(request.headers.authorization);
      const again = authorizations.length === 1;
      response.writeHead(again ? 401 : 200, again ? { "X-Shopify-Retry-Invalid-Session-Request": "1" } : {});
      response.end("data");
      return;
    }
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(appPage(url.pathname));
  });
  await new Promise<void>((resolve) => app.listen(0, resolve));
  const appUrl = `http://localhost:${(app.address() as AddressInfo).port}`;
  simulator = await startSimulator({ appUrl, apiSecret: "secret" });
  admin = `${simulator.adminUrl}/store/perennial-demo`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await simulator?.close();
  app?.close();
});

beforeEach(async () => {
  simulator.control.install();
  await page?.close();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${admin}/apps/perennial/app/loyalty`);
  frame = page.frameLocator("#app-frame");
  await frame.locator("#where").waitFor();
});

/** Runs in the app's page. */
const inApp = async <T>(work: string): Promise<T> => {
  const app = page.frames().find((each) => each.parentFrame() === page.mainFrame())!;
  return app.evaluate(work) as Promise<T>;
};

const logged = async (text: string): Promise<void> =>
  frame.locator("#log", { hasText: text }).waitFor({ timeout: 5_000 });

it("asks the merchant before it installs, then frames the app", async () => {
  simulator.control.uninstall();
  await page.goto(`${admin}/apps/perennial/app/loyalty`);
  await page.getByText("write_customers").waitFor();
  await page.getByRole("button", { name: "Install" }).click();
  await frame.locator("#where", { hasText: "/app/loyalty" }).waitFor();
  expect(simulator.runtime.installation()).not.toBeNull();
});

it("loads the document with what Shopify sends", async () => {
  const query = await inApp<string>("location.search");
  const names = [...new URLSearchParams(query).keys()].toSorted();
  expect(names).toEqual(["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"]);
  expect(await inApp("shopify.config")).toMatchObject({ shop: simulator.shop.domain, locale: "en" });
});

it("gives session tokens, and puts one on the app's requests, a second when the first is refused", async () => {
  const { app: configuration, clock } = simulator.runtime;
  const subject = { ...configuration, shopDomain: simulator.shop.domain };
  const token = await inApp<string>("shopify.idToken()");
  expect(verifySessionToken(token, { ...subject, now: clock() }).ok).toBe(true);
  expect(await inApp("fetch('/data').then((answer) => answer.text())")).toBe("data");
  expect(authorizations).toHaveLength(2);
  for (const header of authorizations) {
    expect(verifySessionToken(header!.replace("Bearer ", ""), { ...subject, now: clock() }).ok).toBe(true);
  }
});

it("draws the menu and keeps the addresses in step", async () => {
  await page.getByRole("link", { name: "Members" }).click();
  await frame.locator("#where", { hasText: "/app/customers" }).waitFor();
  await page.waitForURL(`${admin}/apps/perennial/app/customers`);
  expect(await page.locator("#app-menu [aria-current]").textContent()).toBe("Members");
  await page.goBack();
  await page.waitForURL(`${admin}/apps/perennial/app/loyalty`);
});

it("draws the title bar and passes its buttons on", async () => {
  await page.getByRole("heading", { name: "Test page" }).waitFor();
  await page.getByRole("button", { name: "Create" }).click();
  await logged("clicked create");
  await inApp("document.querySelector('ui-title-bar').setAttribute('title', 'Another')");
  await page.getByRole("heading", { name: "Another" }).waitFor();
});

it("shows toasts", async () => {
  await inApp("shopify.toast.show('Saved it', { duration: 60000 })");
  await page.getByRole("status").getByText("Saved it").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect(await page.getByText("Saved it").count()).toBe(0);
});

it("offers to save a changed form and to discard the changes", async () => {
  const input = frame.getByLabel("Points");
  await input.fill("25");
  await page.locator("#save-bar").getByRole("button", { name: "Save" }).click();
  await logged("saved 25");
  await page.locator("#save-bar").waitFor({ state: "hidden" });
  await input.fill("30");
  await page.locator("#save-bar").getByRole("button", { name: "Discard" }).click();
  await logged("reset");
  expect(await input.inputValue()).toBe("10");
  await page.locator("#save-bar").waitFor({ state: "hidden" });
});

it("hides the bar when a form is put back by hand, and guards the way out while it shows", async () => {
  const input = frame.getByLabel("Points");
  await input.fill("25");
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("button", { name: "Keep editing" }).click();
  expect(page.url()).toContain("/app/loyalty");
  await input.fill("10");
  await page.locator("#save-bar").waitFor({ state: "hidden" });
});

it("clicks the buttons inside ui-save-bar, asking first where told to", async () => {
  await inApp("shopify.saveBar.show('bar')");
  await page.locator("#save-bar").getByRole("button", { name: "Keep" }).click();
  await logged("clicked bar-save");
  await page.locator("#save-bar").getByRole("button", { name: "Discard" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await logged("clicked bar-discard");
  await inApp("document.getElementById('bar').hide()");
  await page.locator("#save-bar").waitFor({ state: "hidden" });
});

it("opens modals", async () => {
  await inApp("shopify.modal.show('modal')");
  const dialog = frame.getByRole("dialog", { name: "A question" });
  await dialog.getByText("Inside the modal").waitFor();
  // The admin around the frame rests as well.
  await page.locator(".menu.resting[inert]").waitFor();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await logged("clicked modal-yes");
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await frame.getByRole("dialog").count()).toBe(0);
  await page.locator(".menu:not([inert])").waitFor();
});

it("asks the merchant for more scopes, and gives them back", async () => {
  simulator.runtime.app.optionalScopes = ["read_themes"];
  await page.reload();
  await frame.locator("#where").waitFor();
  const request = () => inApp<{ result: string }>("shopify.scopes.request(['read_themes'])");
  const declined = request();
  await page.getByRole("dialog").getByRole("button", { name: "Not now" }).click();
  expect((await declined).result).toBe("declined-all");
  const granted = request();
  await page.getByRole("dialog").getByRole("button", { name: "Allow" }).click();
  expect(await granted).toMatchObject({ result: "granted-all", detail: { optional: ["read_themes"] } });
  expect(simulator.runtime.installation()!.scopes).toContain("read_themes");
  const revoked = await inApp<{ detail: { granted: string[] } }>("shopify.scopes.revoke(['read_themes'])");
  expect(revoked.detail.granted).not.toContain("read_themes");
  await expect(inApp("shopify.scopes.revoke(['write_customers'])")).rejects.toThrow("Required scopes");
  await expect(inApp("shopify.scopes.request(['write_themes'])")).rejects.toThrow("does not declare");
});

it("follows links into the admin", async () => {
  await frame.locator("#order").click();
  await page.waitForURL(`${admin}/orders`);
  await page.getByRole("heading", { name: "Orders" }).waitFor();
});

it("switches a theme block on from a deep link and tells the app", async () => {
  await frame.locator("#theme").click();
  await page.waitForURL(/\/themes\/current\/editor/);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  expect(simulator.shop.blocks).toMatchObject([
    { blockHandle: "product-points", target: "product", enabled: true },
  ]);
  await page.goto(`${admin}/apps/perennial/app/loyalty`);
  await frame.locator("#where").waitFor();
  const [extension] =
    await inApp<{ activations: { handle: string; status: string }[] }[]>("shopify.app.extensions()");
  expect(extension?.activations.find((each) => each.handle === "product-points")?.status).toBe("active");
});

it("asks for a fresh token on a page that only wants one", async () => {
  await inApp(
    "location.assign('/auth/session-token?shopify-reload=' + encodeURIComponent(location.origin + '/app/back?x=1'))",
  );
  await frame.locator("#where", { hasText: "/app/back" }).waitFor();
  expect(await inApp<string>("location.search")).toContain("id_token=");
  expect(await inApp("shopify.config.shop")).toBe(simulator.shop.domain);
});

it("picks products", async () => {
  const picked = inApp<{ title: string }[]>("shopify.resourcePicker({ type: 'product', multiple: true })");
  const dialog = frame.getByRole("dialog", { name: "Choose product" });
  await dialog.getByLabel("Enamel Mug").check();
  await dialog.getByRole("button", { name: "Add" }).click();
  expect((await picked).map((product) => product.title)).toEqual(["Enamel Mug"]);
});
