/** `window.shopify`. */
import { adminOrigin, ask, askSimulator, bridgeScript, idToken, on, tell } from "./channel.js";
import { interceptFetch } from "./fetch.js";
import { modalApi } from "./modal.js";
import { reloadWithToken } from "./navigation.js";
import { resourcePicker } from "./resource-picker.js";
import { saveBar } from "./save-bar.js";

/** The frame's name keeps what the first request said, for pages that the app loads later by itself. */
function readConfig() {
  const parameters = new URLSearchParams(location.search);
  let remembered = {};
  try {
    remembered = JSON.parse(window.name || "{}");
  } catch {
    // The name is somebody else's.
  }
  const meta = document.querySelector('meta[name="shopify-api-key"]');
  return {
    apiKey: bridgeScript.dataset.apiKey ?? meta?.content ?? remembered.apiKey,
    shop: parameters.get("shop") ?? remembered.shop,
    host: parameters.get("host") ?? remembered.host,
    locale: parameters.get("locale") ?? remembered.locale ?? "en",
  };
}

const config = readConfig();
const toasts = new Map();
let nextToast = 1;

const toast = {
  show: (message, options = {}) => {
    const id = `toast-${nextToast++}`;
    toasts.set(id, options);
    tell("toast", {
      id,
      message: String(message),
      isError: Boolean(options.isError),
      durationMs: options.duration ?? 5000,
      action: options.action,
    });
    return id;
  },
  hide: (id) => tell("toast-hide", { id }),
};
on("toast-action", ({ id }) => toasts.get(id)?.onAction?.());
on("toast-closed", ({ id }) => {
  toasts.get(id)?.onDismiss?.();
  toasts.delete(id);
});

const notModelled = (name) => () => {
  throw new Error(`The simulator does not model shopify.${name}`);
};

const scopes = {
  query: async () => (await askSimulator("app-bridge")).scopes,
  /** The merchant is asked, in the admin around the app. */
  request: async (wanted) => {
    const { ok, message } = (await ask("scopes-request", { scopes: wanted })) ?? {};
    if (message) throw new Error(message);
    return { result: ok ? "granted-all" : "declined-all", detail: await scopes.query() };
  },
  revoke: async (given) => {
    const { message } = (await ask("scopes-revoke", { scopes: given })) ?? {};
    if (message) throw new Error(message);
    return { detail: await scopes.query() };
  },
};

window.shopify = {
  config,
  origin: adminOrigin,
  ready: Promise.resolve(),
  environment: { mobile: false, embedded: window.parent !== window, pos: false, intent: false },
  idToken,
  user: async () => (await askSimulator("app-bridge")).user,
  loading: (isLoading = true) => tell("loading", { isLoading: Boolean(isLoading) }),
  toast,
  saveBar,
  modal: modalApi,
  resourcePicker,
  picker: notModelled("picker"),
  scopes,
  app: { extensions: async () => (await askSimulator("app-bridge")).extensions },
  reviews: {
    request: async () => ({
      success: false,
      code: "merchant-ineligible",
      message: "There are no reviews here.",
    }),
  },
  support: { registerHandler: async () => {} },
  webVitals: { onReport: async () => {} },
  intents: {
    request: { value: null, subscribe: () => () => {} },
    register: () => () => {},
    invoke: notModelled("intents.invoke"),
  },
  scanner: { capture: notModelled("scanner.capture") },
  shopifyQL: { available: async () => false },
  tools: { register: () => () => {}, unregister: () => {}, clear: () => {} },
  setSignals: () => {},
};

interceptFetch(config.locale);
void reloadWithToken(idToken);
tell("hello");
