/** The admin's side of the app's frame: menu, title bar, save bar, toasts, questions, addresses. */
(() => {
  "use strict";
  const MARK = "simulator-app-bridge";
  const settings = JSON.parse(document.getElementById("frame-settings").textContent);
  const frame = document.getElementById("app-frame");
  const byId = (id) => document.getElementById(id);
  let unsaved = false;

  const make = (tag, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const tell = (type, data = {}) =>
    frame.contentWindow.postMessage({ mark: MARK, type, ...data }, settings.appOrigin);

  /** Address of the admin page for a page of the app. The app's home is the app's own address. */
  const adminPath = (path) => settings.appBase + (path === "/" ? "" : path);

  async function confirmed(message, action) {
    const dialog = byId("confirm");
    dialog.querySelector("p").textContent = message;
    dialog.querySelector('button[value="yes"]').textContent = action;
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes";
  }

  async function mayLeave() {
    if (!unsaved) return true;
    return confirmed("Leave this page and lose unsaved changes?", "Leave page");
  }

  async function openAppPage(path) {
    if (!(await mayLeave())) return;
    drawSaveBar({ visible: false });
    tell("navigate", { path });
  }

  function markCurrent(path) {
    const [pathname] = path.split("?");
    const links = [...document.querySelectorAll("#app-menu a")];
    const fits = (link) => pathname === link.dataset.path || pathname.startsWith(`${link.dataset.path}/`);
    const best = links
      .filter((link) => link.dataset.path && fits(link))
      .toSorted((a, b) => b.dataset.path.length - a.dataset.path.length)[0];
    for (const link of links) {
      if (link === (best ?? links[0])) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  let currentPath = "/";

  function drawMenu({ links }) {
    const home = links.find((link) => link.home);
    const entries = [
      { href: home?.href ?? "/", label: settings.appName },
      ...links.filter((link) => !link.home),
    ];
    byId("app-menu").replaceChildren(
      ...entries.map(({ href, label }, index) => {
        const link = make("a", { href: adminPath(href), textContent: label });
        link.dataset.path = href;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          if (byId("menu").matches(":popover-open")) byId("menu").hidePopover();
          void openAppPage(href);
        });
        return make("li", { className: index > 0 ? "inner" : "" }, [link]);
      }),
    );
    markCurrent(currentPath);
  }

  function drawTitleBar({ title, actions }) {
    byId("app-title").textContent = title || settings.appName;
    document.title = `${title || settings.appName} · ${settings.appName}`;
    byId("app-actions").replaceChildren(
      ...actions.map(({ label, variant, tone, disabled, loading }, index) => {
        const button = make("button", { type: "button", textContent: label, disabled: disabled || loading });
        button.className = `button ${variant ?? ""} ${tone === "critical" ? "danger" : ""}`;
        button.addEventListener("click", () => tell("title-bar-action", { index }));
        return button;
      }),
    );
  }

  function drawSaveBar({ visible, save, discard }) {
    const bar = byId("save-bar");
    unsaved = visible;
    bar.hidden = !visible;
    for (const [name, state] of Object.entries({ save, discard })) {
      const button = bar.querySelector(`[data-action="${name}"]`);
      button.textContent = state?.label || (name === "save" ? "Save" : "Discard");
      button.disabled = Boolean(state?.disabled || state?.loading);
    }
  }

  for (const button of document.querySelectorAll("#save-bar button")) {
    button.addEventListener("click", () => tell("save-bar-action", { action: button.dataset.action }));
  }

  function showToast({ id, message, isError, durationMs, action }) {
    const close = () => {
      if (!toast.isConnected) return;
      toast.remove();
      tell("toast-closed", { id });
    };
    const toast = make(
      "div",
      { className: `toast ${isError ? "error" : ""}`, id, role: isError ? "alert" : "status" },
      [message],
    );
    if (action) {
      const button = make("button", { type: "button", textContent: action });
      button.addEventListener("click", () => {
        tell("toast-action", { id });
        close();
      });
      toast.append(button);
    }
    const dismiss = make("button", { type: "button", textContent: "×", ariaLabel: "Dismiss" });
    dismiss.addEventListener("click", close);
    toast.append(dismiss);
    byId("toasts").append(toast);
    setTimeout(close, durationMs);
  }

  /** Where an address that leaves the app leads in the simulator. */
  function counterpart(address) {
    const scheme = /^shopify:(?:\/\/)?admin\/?(.*)$/.exec(address);
    if (scheme) return `${settings.base}/${scheme[1]}`;
    const url = new URL(address);
    if (url.hostname === "admin.shopify.com") {
      return settings.base + url.pathname.replace(/^\/store\/[^/]+/, "") + url.search;
    }
    if (url.hostname === settings.shopDomain) {
      const isAdmin = /^\/admin(?=\/|$)/.test(url.pathname);
      return isAdmin
        ? settings.base + url.pathname.slice("/admin".length) + url.search
        : settings.storefrontUrl + url.pathname + url.search;
    }
    if (url.origin === settings.appOrigin) return adminPath(url.pathname + url.search);
    return url.href;
  }

  async function leave({ url, target }) {
    const address = counterpart(url);
    if (target === "_blank") {
      window.open(address, "_blank", "noopener");
      return;
    }
    if (await mayLeave()) location.assign(address);
  }

  function follow({ path }) {
    currentPath = path;
    history.replaceState(null, "", adminPath(path));
    markCurrent(path);
  }

  /** What is around the frame cannot be used while a dialog of the app is open. */
  function rest(isResting) {
    for (const element of document.querySelectorAll(".top, .menu, .title-bar")) {
      element.inert = isResting;
      element.classList.toggle("resting", isResting);
    }
  }

  /** Grants or revokes scopes; the app gets the reason when that is refused. */
  async function changeScopes(action, scopes) {
    const response = await fetch(`${settings.base}/scopes/${action}`, {
      method: "POST",
      body: new URLSearchParams({ scopes: scopes.join(","), to: "frame" }),
    });
    const { ok, errors } = await response.json();
    return ok ? { ok } : { ok, message: errors.map(({ message }) => message).join(" ") };
  }

  async function requestScopes({ scopes }) {
    const undeclared = scopes.filter((scope) => !settings.declaredScopes.includes(scope));
    if (undeclared.length > 0) {
      return { ok: false, message: `The app does not declare the scopes ${undeclared.join(", ")}.` };
    }
    const dialog = byId("scopes");
    dialog
      .querySelector("ul")
      .replaceChildren(...scopes.map((scope) => make("li", {}, [make("code", { textContent: scope })])));
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes" ? changeScopes("grant", scopes) : { ok: false };
  }

  const handlers = {
    "nav-menu": drawMenu,
    "title-bar": drawTitleBar,
    "save-bar": drawSaveBar,
    toast: showToast,
    "toast-hide": ({ id }) => byId(id)?.remove(),
    loading: ({ isLoading }) => {
      byId("app-progress").hidden = !isLoading;
    },
    navigated: follow,
    leave,
    hello: () => {
      rest(false);
      drawSaveBar({ visible: false });
      byId("app-progress").hidden = true;
    },
    confirm: ({ message, action }) => confirmed(message, action),
    modal: ({ isOpen }) => rest(isOpen),
    "scopes-request": requestScopes,
    "scopes-revoke": ({ scopes }) => changeScopes("revoke", scopes),
  };

  window.addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow || event.origin !== settings.appOrigin) return;
    if (event.data?.mark !== MARK) return;
    const { type, question } = event.data;
    const value = await handlers[type]?.(event.data);
    if (question) tell("answer", { question, value });
  });
})();
