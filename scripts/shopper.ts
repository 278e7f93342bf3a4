import { BROWSER } from "./browser-agent.ts";

/** A shopper's browser without a screen: keeps cookies, follows redirects, reads pages as they come over HTTP. */
export class Shopper {
  readonly #storefrontUrl: string;
  readonly #cookies = new Map<string, string>();

  constructor(storefrontUrl: string) {
    this.#storefrontUrl = storefrontUrl;
  }

  /** Opens a page. @throws when it answers 500 or above */
  async open(path: string): Promise<string> {
    return this.#request(path, {});
  }

  /** Sends a form. */
  async send(path: string, fields: Record<string, string>): Promise<string> {
    return this.#request(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  async signIn(email: string): Promise<void> {
    await this.send("/account/login", { "customer[email]": email, email });
    const account = await this.open("/account");
    if (!account.includes("/account/logout"))
      throw new Error(`signing in as ${email} did not lead to the account`);
  }

  /** Buys one thing and pays. Returns the confirmation page. */
  async buy(
    variantId: string,
    quantity: number,
    address: Record<string, string>,
    discountCode?: string,
  ): Promise<string> {
    await this.send("/cart/add", { id: variantId, quantity: String(quantity) });
    if (discountCode) await this.open(`/discount/${discountCode}?redirect=/cart`);
    const page = await this.send("/checkout", { ...address, pay: "1" });
    if (!page.includes("#")) throw new Error("paying did not lead to a confirmation");
    return page;
  }

  async #request(path: string, init: RequestInit): Promise<string> {
    let url = new URL(path, this.#storefrontUrl);
    let request: RequestInit = init;
    for (let hops = 0; hops < 10; hops += 1) {
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(url, {
        ...request,
        redirect: "manual",
        headers: { "User-Agent": BROWSER, ...(cookie ? { Cookie: cookie } : {}) },
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const at = pair.indexOf("=");
        this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location) {
        url = new URL(location, url);
        request = {};
        continue;
      }
      const text = await response.text();
      if (response.status >= 500)
        throw new Error(`${url.pathname} answered ${response.status}: ${text.slice(0, 300)}`);
      return text;
    }
    throw new Error(`${path} redirects without end`);
  }
}

/** The text of a page without its tags, spaces folded. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<(script|style|template)[\s\S]*?<\/\1>/g, " ")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ");
}
