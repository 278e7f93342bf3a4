/*
 * Turns the launcher's link into a button that opens the rewards in a dialog. Without this script the link leads to
 * the same content as a page. Nothing is requested before the shopper opens the dialog, but once a browser session for
 * whoever is signed in and allows analytics: see introduce().
 *
 * What the app's answers hold:
 *   [data-perennial-panel]    the part to show; answers without it count as failed
 *   [data-perennial-message]  inside it: the outcome of a form, gets the focus
 *   data-perennial-pending    on it: a redemption is under way, so look again
 *   data-perennial-balance    on it: the balance as text for the launcher's button
 *   data-perennial-visit      on it: who is signed in, signed by the app, for the web pixel (which needs consent to run)
 */
if (!customElements.get("perennial-launcher")) {
  const POLL_EVERY_MS = 1500;
  const POLL_FOR_MS = 20000;
  const GIVE_UP_AFTER_MS = 15000;

  customElements.define(
    "perennial-launcher",
    class extends HTMLElement {
      connectedCallback() {
        // A script from the cache may run while the page is still being read, and what is inside is not there yet.
        if (document.readyState !== "loading") this.start();
        else document.addEventListener("DOMContentLoaded", () => this.start(), { once: true });
      }

      start() {
        this.link = this.querySelector("a");
        this.dialog = this.querySelector("dialog");
        if (!this.isConnected || this.listeners || !this.dialog?.showModal) return;
        this.state = this.dialog.querySelector("[role=status]");
        this.content = this.state.nextElementSibling;
        this.link.setAttribute("role", "button");
        this.link.setAttribute("aria-haspopup", "dialog");
        this.listeners = new AbortController();
        this.listen(this.link, "click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          this.open();
        });
        this.listen(this.link, "keydown", (event) => {
          if (event.key !== " ") return;
          event.preventDefault();
          this.open();
        });
        this.listen(this.dialog, "click", (event) => {
          if (event.target === this.dialog) this.dialog.close();
        });
        this.listen(this.dialog, "close", () => {
          clearTimeout(this.timer);
          this.link.focus();
        });
        this.listen(this.content, "submit", (event) => this.submit(event));
        this.introduce();
      }

      /* Lets the web pixel know who is signed in. The mark ends with the session; where none can be set, nothing is asked. */
      introduce() {
        const mark = `perennial_known=${this.dataset.customer}.`;
        const isKnown = () => document.cookie.includes(mark);
        if (!this.dataset.customer || isKnown()) return;
        window.Shopify?.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
          if (error || isKnown() || !window.Shopify.customerPrivacy?.analyticsProcessingAllowed()) return;
          document.cookie = `${mark};path=/;samesite=lax`;
          if (isKnown())
            this.fetchPanel(this.dataset.panel).then(
              (panel) => this.publish(panel),
              () => {},
            );
        });
      }

      publish(panel) {
        const token = panel.dataset.perennialVisit;
        if (token) window.Shopify?.analytics?.publish?.("perennial_signed_in", { token });
      }

      disconnectedCallback() {
        clearTimeout(this.timer);
        this.listeners?.abort();
        this.listeners = undefined;
      }

      listen(target, type, listener) {
        target.addEventListener(type, listener, { signal: this.listeners.signal });
      }

      open() {
        if (this.dialog.open) return;
        this.dialog.showModal();
        this.load(this.dataset.panel);
      }

      submit(event) {
        event.preventDefault();
        const form = event.target;
        const { submitter } = event;
        const body = new URLSearchParams(new FormData(form, submitter));
        const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
        const post = form.method === "post";
        this.load(post ? action : `${action}?${body}`, post ? { method: "POST", body } : {}, true);
      }

      /* One request at a time: a second press while the first is on its way does nothing. */
      async load(url, init, focus) {
        if (this.busy) return;
        this.setBusy(true);
        this.say("loading");
        try {
          this.show(await this.fetchPanel(url, init), focus);
          this.say();
          this.pollUntil = Date.now() + POLL_FOR_MS;
          this.poll();
        } catch {
          this.say("error");
        }
        this.setBusy(false);
      }

      async fetchPanel(url, init) {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const panel = page.querySelector("[data-perennial-panel]");
        if (!panel) throw new Error(`No panel at ${url}`);
        return panel;
      }

      show(panel, focus) {
        const hadFocus = this.content.contains(document.activeElement);
        this.content.replaceChildren(panel);
        const balance = panel.dataset.perennialBalance;
        const label = this.link.querySelector(".perennial-launcher__balance");
        if (balance && label) label.textContent = balance;
        this.publish(panel);
        if (!focus && !hadFocus) return;
        const target = panel.querySelector("[data-perennial-message]") ?? this.content;
        target.tabIndex = -1;
        target.focus();
      }

      poll() {
        clearTimeout(this.timer);
        const pending = this.content.querySelector("[data-perennial-pending]");
        if (!pending || !this.dialog.open || Date.now() > this.pollUntil) return;
        this.timer = setTimeout(async () => {
          const panel = await this.fetchPanel(this.dataset.panel).catch(() => undefined);
          const settled = panel && !("perennialPending" in panel.dataset);
          if (settled && !this.busy && pending.isConnected) this.show(panel);
          this.poll();
        }, POLL_EVERY_MS);
      }

      say(name) {
        const template = name && this.dialog.querySelector(`template[data-state=${name}]`);
        this.state.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
      }

      setBusy(busy) {
        this.busy = busy;
        this.content.setAttribute("aria-busy", busy);
        for (const button of this.content.querySelectorAll("button"))
          button.setAttribute("aria-disabled", busy);
      }
    },
  );
}
