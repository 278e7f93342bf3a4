/** `ui-title-bar`: title, breadcrumb and buttons above the app, drawn by the admin. */
import { on, tell } from "./channel.js";
import { defineHidden, describeButton, observe } from "./observe.js";

/** The bar that counts: the last one that is on the page. */
let currentBar = null;

const actionsOf = (bar) => [...bar.querySelectorAll("a, button")];

function announceTitle() {
  if (!currentBar) return tell("title-bar", { title: document.title, actions: [] });
  tell("title-bar", {
    title: currentBar.getAttribute("title") || document.title,
    actions: actionsOf(currentBar).map(describeButton),
  });
}

class TitleBarElement extends HTMLElement {
  #stop = null;

  connectedCallback() {
    this.style.display = "none";
    if (this.closest("ui-modal")) return;
    currentBar = this;
    this.#stop = observe(this, () => {
      if (currentBar === this) announceTitle();
    });
  }

  disconnectedCallback() {
    this.#stop?.();
    if (currentBar !== this) return;
    currentBar =
      [...document.querySelectorAll("ui-title-bar")].findLast((bar) => !bar.closest("ui-modal")) ?? null;
    announceTitle();
  }
}
defineHidden("ui-title-bar", TitleBarElement);

on("title-bar-action", ({ index }) => {
  if (currentBar) actionsOf(currentBar)[index]?.click();
});

window.addEventListener("DOMContentLoaded", () => {
  const title = document.querySelector("title");
  if (title) observe(title, announceTitle);
});
