/*
 * The strict sandbox of a web pixel: a worker with Shopify's globals. No page, no storage of its own, no further
 * scripts; cookies and storage are asked for over messages. The bundled pixel follows this script.
 */
(() => {
  const post = self.postMessage.bind(self);
  const listen = self.addEventListener.bind(self);
  const FORBIDDEN = [
    "importScripts",
    "indexedDB",
    "caches",
    "Worker",
    "SharedWorker",
    "BroadcastChannel",
    "EventSource",
    "WebSocket",
    "WebTransport",
    "XMLHttpRequest",
    "Notification",
    "postMessage",
    "close",
    "onmessage",
  ];
  for (const name of FORBIDDEN) {
    try {
      Object.defineProperty(self, name, { value: undefined, configurable: false, writable: false });
    } catch {
      // A browser without it, or one that protects it.
    }
  }

  const waiting = new Map();
  let nextRequest = 0;
  /** Asks the page for something that only it can do. */
  const ask = (call, ...args) =>
    new Promise((resolve, reject) => {
      nextRequest += 1;
      waiting.set(nextRequest, { resolve, reject });
      post({ kind: "ask", request: nextRequest, call, args });
    });
  const storage = (name) => ({
    getItem: (key) => ask(`${name}.getItem`, key),
    setItem: (key, value) => ask(`${name}.setItem`, key, value),
    removeItem: (key) => ask(`${name}.removeItem`, key),
    clear: () => ask(`${name}.clear`),
    key: (index) => ask(`${name}.key`, index),
    length: () => ask(`${name}.length`),
  });

  const GROUPS = {
    all_events: () => true,
    all_standard_events: ({ type }) => type === "standard",
    all_custom_events: ({ type }) => type === "custom",
    all_dom_events: ({ type }) => type === "dom",
  };
  const subscriptions = [];
  const seen = [];
  const privacySubscriptions = [];
  const given = new Set();
  const deliver = ({ name, callback }, event) => {
    const matches = GROUPS[name] ? GROUPS[name](event) : event.name === name;
    if (!matches) return;
    if (!given.has(event.id)) post({ kind: "given", id: event.id });
    given.add(event.id);
    try {
      const answer = callback(structuredClone(event));
      answer?.catch?.((error) => post({ kind: "error", message: String(error?.stack ?? error) }));
    } catch (error) {
      post({ kind: "error", message: String(error?.stack ?? error) });
    }
  };

  let start = null;
  self.shopify = {
    extend(point, register) {
      if (point !== "WebPixel::Render") throw new Error(`A web pixel cannot extend ${point}`);
      start = register;
    },
  };

  listen("message", ({ data }) => {
    if (data.kind === "start") {
      if (!start) return post({ kind: "error", message: "The pixel registered nothing." });
      const { settings, init } = data;
      try {
        start({
          analytics: {
            subscribe(name, callback) {
              const subscription = { name, callback };
              subscriptions.push(subscription);
              for (const event of seen) deliver(subscription, event);
              return Promise.resolve();
            },
            publish: (name, customData) => ask("publish", name, customData),
          },
          browser: {
            cookie: { get: (name) => ask("cookie.get", name), set: (...args) => ask("cookie.set", ...args) },
            localStorage: storage("localStorage"),
            sessionStorage: storage("sessionStorage"),
            sendBeacon: (url, body) => ask("sendBeacon", url, body),
          },
          customerPrivacy: {
            subscribe(name, callback) {
              if (name === "visitorConsentCollected") privacySubscriptions.push(callback);
            },
          },
          init,
          settings,
          _pixelInfo: { runtimeContext: "STRICT", type: "APP" },
        });
      } catch (error) {
        post({ kind: "error", message: String(error?.stack ?? error) });
      }
      post({ kind: "started" });
    } else if (data.kind === "event") {
      seen.push(data.event);
      for (const subscription of subscriptions) deliver(subscription, data.event);
    } else if (data.kind === "privacy") {
      for (const callback of privacySubscriptions) callback({ customerPrivacy: data.customerPrivacy });
    } else if (data.kind === "answer") {
      const { resolve, reject } = waiting.get(data.request) ?? {};
      waiting.delete(data.request);
      if (data.error === undefined) resolve?.(data.value);
      else reject?.(new Error(data.error));
    }
  });
  listen("error", (event) => post({ kind: "error", message: event.message }));
})();
