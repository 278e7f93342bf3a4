/** Unsaved changes: `ui-save-bar`, `form[data-save-bar]` and `shopify.saveBar`. The bar itself is the admin's. */
import { ask, on, tell } from "./channel.js";
import { defineHidden, describeButton, observe } from "./observe.js";

/** What the bar is showing for: an element or a form, with its two actions. */
let current = null;

function announce() {
  tell("save-bar", current ? { visible: true, ...current.describe() } : { visible: false });
}

function show(owner) {
  if (current?.key === owner.key) return;
  current = owner;
  announce();
}

function hide(key) {
  if (current?.key !== key) return;
  current = null;
  announce();
}

on("save-bar-action", async ({ action }) => {
  if (!current) return;
  const { key, save, discard, confirms } = current;
  if (action === "save") return save();
  if (confirms() && !(await ask("confirm", { message: "Discard all unsaved changes?", action: "Discard" })))
    return;
  if (current?.key === key) discard();
});

class SaveBarElement extends HTMLElement {
  #stop = null;

  connectedCallback() {
    this.style.display = "none";
    this.#stop = observe(this, () => {
      if (this.showing) announce();
    });
  }

  disconnectedCallback() {
    this.#stop?.();
    hide(this);
  }

  get showing() {
    return current?.key === this;
  }

  get discardConfirmation() {
    return this.hasAttribute("discardConfirmation");
  }

  set discardConfirmation(on) {
    this.toggleAttribute("discardConfirmation", Boolean(on));
  }

  #button(primary) {
    return [...this.querySelectorAll("button")].find(
      (button) => (button.getAttribute("variant") === "primary") === primary,
    );
  }

  async show() {
    if (this.showing) return;
    show({
      key: this,
      describe: () => {
        const [save, discard] = [this.#button(true), this.#button(false)];
        return { save: save && describeButton(save), discard: discard && describeButton(discard) };
      },
      save: () => this.#button(true)?.click(),
      discard: () => this.#button(false)?.click(),
      confirms: () => this.discardConfirmation,
    });
    this.dispatchEvent(new Event("show"));
  }

  async hide() {
    if (!this.showing) return;
    hide(this);
    this.dispatchEvent(new Event("hide"));
  }

  toggle() {
    return this.showing ? this.hide() : this.show();
  }
}
defineHidden("ui-save-bar", SaveBarElement);

/** What a form held before the merchant touched it. */
const untouched = new WeakMap();

const contentOf = (form) =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));

const saveBarForm = (target) => (target instanceof Element ? target.closest("form[data-save-bar]") : null);

function remember(event) {
  const form = saveBarForm(event.target);
  if (form && !untouched.has(form)) untouched.set(form, contentOf(form));
}

function showForForm(form) {
  show({
    key: form,
    describe: () => ({}),
    save: () => form.requestSubmit(),
    discard: () => form.reset(),
    confirms: () => form.hasAttribute("data-discard-confirmation"),
  });
}

document.addEventListener("focusin", remember, true);
document.addEventListener("pointerdown", remember, true);

for (const type of ["input", "change"]) {
  document.addEventListener(type, (event) => {
    const form = saveBarForm(event.target);
    if (!form) return;
    // Frameworks write the new value after the event.
    setTimeout(() => {
      if (untouched.get(form) === contentOf(form)) hide(form);
      else showForForm(form);
    });
  });
}

for (const type of ["submit", "reset"]) {
  document.addEventListener(type, (event) => {
    const form = saveBarForm(event.target);
    if (!form) return;
    hide(form);
    setTimeout(() => untouched.delete(form));
  });
}

/** A form that leaves the page takes its bar along. */
new MutationObserver(() => {
  if (current && current.key instanceof HTMLFormElement && !current.key.isConnected) hide(current.key);
}).observe(document, { subtree: true, childList: true });

const barById = (id) => {
  const bar = document.getElementById(id);
  if (!(bar instanceof SaveBarElement)) throw new Error(`There is no ui-save-bar with the id "${id}"`);
  return bar;
};

export const saveBar = {
  show: async (id) => barById(id).show(),
  hide: async (id) => barById(id).hide(),
  toggle: async (id) => barById(id).toggle(),
  /** Resolves when nothing is unsaved or the merchant agrees; otherwise never. */
  leaveConfirmation: async () => {
    if (!current) return;
    const agreed = await ask("confirm", {
      message: "Leave this page and lose unsaved changes?",
      action: "Leave page",
    });
    if (!agreed) await new Promise(() => {});
    current = null;
    announce();
  },
};
