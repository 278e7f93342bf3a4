/** The merchant's side: the simulator's admin and the app in its frame. */
import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { StoreAddresses } from "#scripts/open-store.ts";
import { PATIENCE } from "./page-objects-visits.ts";

export class AdminPages {
  readonly page: Page;
  /** The app inside its frame. */
  readonly app: FrameLocator;
  readonly #storeUrl: string;

  constructor(page: Page, stack: StoreAddresses) {
    this.page = page;
    this.app = page.frameLocator("#app-frame");
    this.#storeUrl = `${stack.adminUrl}/store/${stack.shop.replace(".myshopify.com", "")}`;
  }

  /** Opens a page of the app, such as `/app/loyalty`, and waits until it can be used. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#storeUrl}/apps/perennial${path}`);
    await this.waitUntilUsable();
  }

  /** Opens a page of Shopify's own admin, such as `/orders`. */
  async openStorePage(path: string): Promise<void> {
    await this.page.goto(`${this.#storeUrl}${path}`);
  }

  /** Server-rendered pages show before their script runs; a click then does nothing. React marks what it took over. */
  async waitUntilUsable(): Promise<void> {
    const first = this.app.locator("h1, h2").first();
    const isTakenOver = () =>
      first.evaluate((element) => Object.keys(element).some((key) => key.startsWith("__reactFiber")));
    await expect.poll(isTakenOver, PATIENCE).toBe(true);
  }

  heading(name?: string): Locator {
    return this.app.getByRole("heading", { level: 1, ...(name ? { name, exact: true } : {}) });
  }

  /** An entry of the app's menu in the admin. */
  menu(name: string): Locator {
    return this.page.locator("#app-menu").getByRole("link", { name, exact: true });
  }

  toast(text: string): Locator {
    return this.page.locator("#toasts").getByText(text);
  }

  /** Rows of a table, without its head. */
  rows(caption: string): Locator {
    return this.app.getByRole("table", { name: caption }).locator("tbody tr");
  }

  /** A customer's balance, from a page opened anew. */
  async balanceOf(customerId: string): Promise<string> {
    await this.open(`/app/customers/${customerId}`);
    return this.shownBalance().innerText();
  }

  shownBalance(): Locator {
    return this.app.getByRole("heading", { name: "Points balance" }).locator("xpath=following-sibling::*[1]");
  }
}
