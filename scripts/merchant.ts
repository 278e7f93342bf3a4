/** A merchant's browser without a screen: opens pages of the app as the admin embeds them, and sends their forms. */
import { BROWSER } from "./browser-agent.ts";
import { control, type StoreAddresses } from "./control.ts";

/** The library answers 410 to bots. */
const HEADERS = { "User-Agent": BROWSER };

export class Merchant {
  readonly #stack: StoreAddresses;

  constructor(stack: StoreAddresses) {
    this.#stack = stack;
  }

  /** The first HTML of a page. @throws when it does not answer 200 */
  async open(path: string): Promise<string> {
    const { shop } = this.#stack;
    const { url } = await control<{ url: string }>(this.#stack, `shops/${shop}/embedded-url`, { path });
    const response = await fetch(url, { headers: HEADERS, redirect: "manual" });
    const text = await response.text();
    if (response.status !== 200)
      throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return text;
  }

  /**
   * Sends a page's form, as a page that is open does.
   *
   * @returns the answer, in which a new page's address stands as text
   * @throws when it is refused
   */
  async send(path: string, fields: Record<string, string>): Promise<string> {
    const { shop, appUrl } = this.#stack;
    const { token } = await control<{ token: string }>(this.#stack, `shops/${shop}/session-token`, {});
    const response = await fetch(`${appUrl}${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { ...HEADERS, Authorization: `Bearer ${token}`, "X-Requested-With": "XMLHttpRequest" },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return text;
  }
}
