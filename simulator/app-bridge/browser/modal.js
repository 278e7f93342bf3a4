/** `ui-modal`: a dialog over the app's page; the admin around it rests meanwhile, as when Shopify draws it over all. */
import { tell } from "./channel.js";
import { defineHidden, describeButton, observe } from "./observe.js";

const MODAL_WIDTHS = { small: "380px", base: "620px", large: "980px", max: "100vw" };

const MODAL_STYLE = `
  dialog.simulator-modal { border: 0; border-radius: 10px; padding: 0; width: min(var(--width), calc(100vw - 32px));
    max-height: calc(100vh - 64px); color: #1d2430; background: #fff; box-shadow: 0 12px 48px rgb(16 24 40 / 28%); }
  dialog.simulator-modal::backdrop { background: rgb(16 24 40 / 45%); }
  dialog.simulator-modal > header, dialog.simulator-modal > footer { display: flex; gap: 8px; align-items: center;
    padding: 12px 16px; background: #f2f4f6; font: 600 14px system-ui, sans-serif; }
  dialog.simulator-modal > header > span { flex: 1; }
  dialog.simulator-modal > footer { justify-content: flex-end; }
  dialog.simulator-modal > footer:empty { display: none; }
  dialog.simulator-modal .simulator-button { font: inherit; padding: 7px 14px; border-radius: 6px; border: 1px solid #b6bec8;
    background: #fff; color: inherit; cursor: pointer; }
  dialog.simulator-modal .simulator-button.primary { background: #0b5d66; border-color: #0b5d66; color: #fff; }
  dialog.simulator-modal iframe { width: 100%; height: 60vh; border: 0; display: block; }
`;

function make(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

let openDialogs = 0;

/** The admin is told when the first dialog opens and the last one closes. */
function tellOpen(change) {
  openDialogs += change;
  tell("modal", { isOpen: openDialogs > 0 });
}

class ModalElement extends HTMLElement {
  #dialog = make("dialog", { className: "simulator-modal" });
  #title = make("span");
  #footer = make("footer");
  #content = make("div");
  #borrowed = [];
  #stop = null;

  constructor() {
    super();
    const close = make("button", { className: "simulator-button", type: "button", textContent: "Close" });
    close.addEventListener("click", () => void this.hide());
    const header = make("header");
    header.append(this.#title, close);
    this.#dialog.append(make("style", { textContent: MODAL_STYLE }), header, this.#content, this.#footer);
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      void this.hide();
    });
  }

  connectedCallback() {
    this.style.display = "none";
  }

  disconnectedCallback() {
    void this.hide();
  }

  get content() {
    return this.#content;
  }

  set content(element) {
    this.#content.replaceChildren(element);
  }

  get src() {
    return this.getAttribute("src") ?? undefined;
  }

  set src(value) {
    this.setAttribute("src", value);
  }

  get variant() {
    return this.getAttribute("variant") ?? "base";
  }

  set variant(value) {
    this.setAttribute("variant", value);
  }

  get contentWindow() {
    return this.#content.querySelector("iframe")?.contentWindow ?? null;
  }

  #drawTitleBar() {
    const bar = this.querySelector("ui-title-bar");
    this.#title.textContent = bar?.getAttribute("title") ?? document.title;
    this.#dialog.setAttribute("aria-label", this.#title.textContent);
    const buttons = bar ? [...bar.querySelectorAll("button, a")] : [];
    this.#footer.replaceChildren(
      ...buttons.map((original) => {
        const { label, variant, disabled, loading } = describeButton(original);
        const button = make("button", { type: "button", textContent: label, disabled: disabled || loading });
        button.className = `simulator-button ${variant ?? ""}`;
        button.addEventListener("click", () => original.click());
        return button;
      }),
    );
  }

  /** Plain children are shown inside the dialog while it is open; frameworks put theirs into `content` themselves. */
  #borrowChildren() {
    if (this.src) {
      this.#content.replaceChildren(make("iframe", { src: this.src, title: "Modal" }));
      return;
    }
    this.#borrowed = [...this.children].filter(
      (child) => !/^UI-(TITLE|SAVE)-BAR$/.test(child.tagName) && child.childNodes.length > 0,
    );
    this.#content.append(...this.#borrowed);
  }

  async show() {
    if (this.#dialog.open) return;
    this.#borrowChildren();
    this.#drawTitleBar();
    this.#stop = observe(this, () => this.#drawTitleBar());
    this.#dialog.style.setProperty("--width", MODAL_WIDTHS[this.variant] ?? MODAL_WIDTHS.base);
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    tellOpen(1);
    this.dispatchEvent(new Event("show"));
  }

  async hide() {
    if (!this.#dialog.open) return;
    this.#stop?.();
    this.#dialog.close();
    this.#dialog.remove();
    tellOpen(-1);
    if (this.isConnected) this.append(...this.#borrowed);
    this.#borrowed = [];
    this.dispatchEvent(new Event("hide"));
  }

  toggle() {
    return this.#dialog.open ? this.hide() : this.show();
  }
}
defineHidden("ui-modal", ModalElement);

const modalById = (id) => {
  const modal = document.getElementById(id);
  if (!modal || typeof modal.show !== "function") throw new Error(`There is no ui-modal with the id "${id}"`);
  return modal;
};

export const modalApi = {
  show: async (id) => modalById(id).show(),
  hide: async (id) => modalById(id).hide(),
  toggle: async (id) => modalById(id).toggle(),
};
