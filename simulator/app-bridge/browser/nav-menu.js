/** `ui-nav-menu` and `s-app-nav`: the app's pages in the admin's own menu. */
import { on, tell } from "./channel.js";
import { defineHidden, observe } from "./observe.js";

const linksOf = (menu) => [...menu.querySelectorAll("a[href]")];

class NavMenuElement extends HTMLElement {
  #stop = null;

  connectedCallback() {
    this.style.display = "none";
    this.#stop = observe(this, () => {
      tell("nav-menu", {
        links: linksOf(this).map((link) => ({
          href: new URL(link.getAttribute("href"), location.href).pathname + new URL(link.href).search,
          label: link.textContent.trim(),
          home: link.getAttribute("rel") === "home",
        })),
      });
    });
  }

  disconnectedCallback() {
    this.#stop?.();
  }
}
defineHidden("ui-nav-menu", NavMenuElement);
defineHidden("s-app-nav", class extends NavMenuElement {});

/** The app's router listens for this event and goes to the target's address. */
on("navigate", ({ path }) => {
  const menu = document.querySelector("ui-nav-menu, s-app-nav");
  const link =
    menu &&
    linksOf(menu).find((each) => {
      const { pathname, search } = new URL(each.href);
      return pathname + search === path;
    });
  const target = link ?? Object.assign(document.createElement("a"), { href: path });
  if (!link) document.body.append(target);
  const event = new CustomEvent("shopify:navigate", { bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  if (!link) target.remove();
});
