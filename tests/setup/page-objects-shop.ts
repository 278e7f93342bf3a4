/** The shopper's side: the storefront. */
import type { Locator, Page, Response } from "playwright-core";
import { expect } from "vitest";
import type { Stack } from "#scripts/stack.ts";
import { PATIENCE } from "./page-objects-visits.ts";

const ADDRESS = {
  "First name": "Robin",
  "Last name": "Hale",
  Address: "1 High Street",
  "Town or city": "London",
  Postcode: "N1 1AA",
};

export class ShopPages {
  readonly page: Page;
  readonly #storefrontUrl: string;

  constructor(page: Page, stack: Pick<Stack, "storefrontUrl">) {
    this.page = page;
    this.#storefrontUrl = stack.storefrontUrl;
    // The shop's question lies above what apps float over the page: it is answered as soon as it is in the way.
    const agree = page.getByRole("button", { name: "Yes, that is fine" });
    void page.addLocatorHandler(agree, () => agree.click());
  }

  async open(path: string): Promise<Response> {
    const response = await this.page.goto(`${this.#storefrontUrl}${path}`);
    if (!response) throw new Error(`${path} was not loaded anew`);
    return response;
  }

  async register(firstName: string, lastName: string, email: string): Promise<void> {
    await this.open("/account/register");
    await this.page.getByLabel("First name").fill(firstName);
    await this.page.getByLabel("Last name").fill(lastName);
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await this.page.getByRole("link", { name: "Log out" }).waitFor();
  }

  async signIn(email: string): Promise<void> {
    await this.open("/account/login");
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByRole("button", { name: "Log in", exact: true }).click();
    await this.page.getByRole("link", { name: "Log out" }).waitFor();
  }

  /** From the product page to the cart. */
  async putInCart(handle: string, quantity: number): Promise<void> {
    await this.open(`/products/${handle}`);
    await this.page.getByLabel("Quantity").fill(String(quantity));
    await this.page.getByRole("button", { name: "Add to cart" }).click();
    await this.page.getByRole("heading", { name: "Your cart", exact: true }).waitFor();
  }

  /** From the cart to the checkout, with an address filled in. */
  async goToCheckout(): Promise<void> {
    await this.page.getByRole("button", { name: "Check out" }).click();
    for (const [label, value] of Object.entries(ADDRESS))
      await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async pay(): Promise<void> {
    await this.page.getByRole("button", { name: "Pay now" }).click();
    await this.page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  }

  /** Loads the account page again until its block shows these points. */
  async waitForPoints(text: string): Promise<void> {
    const shown = async () => {
      await this.open("/account");
      return this.page.locator(".perennial-balance__amount").innerText();
    };
    await expect.poll(shown, PATIENCE).toBe(text);
  }

  /** Opens the launcher's dialog and waits for what is in it. */
  async openLauncher(): Promise<Locator> {
    await this.page.getByRole("button", { name: /^Rewards/ }).click();
    const dialog = this.page.getByRole("dialog", { name: "Rewards" });
    await dialog.locator("[data-perennial-panel]").waitFor();
    return dialog;
  }
}
