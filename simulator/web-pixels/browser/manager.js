/*
 * Starts the app's web pixel in its worker as soon as the visitor's consent covers its purposes, and tells it what
 * happens on the page. Events before that are kept and told then.
 */
(() => {
  const data = JSON.parse(document.getElementById("web-pixels-data").textContent);
  const shopify = (window.Shopify ??= {});
  const privacy = shopify.customerPrivacy;
  const STANDARD = new Set(data.standardEvents);
  const events = [];
  let worker = null;
  let seq = 0;

  const clientId = () => {
    const name = "_shopify_y";
    const known = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
    if (known) return known.slice(name.length + 1);
    clientId.fresh ??= crypto.randomUUID();
    if (privacy.analyticsProcessingAllowed()) {
      document.cookie = `${name}=${clientId.fresh}; path=/; max-age=31536000; SameSite=Lax`;
    }
    return clientId.fresh;
  };

  const pick = (source, names) => Object.fromEntries(names.map((name) => [name, source[name]]));
  const LOCATION = ["href", "hash", "host", "hostname", "origin", "pathname", "port", "protocol", "search"];
  const place = () => pick(location, LOCATION);
  const context = () => ({
    document: {
      characterSet: document.characterSet,
      location: place(),
      referrer: document.referrer,
      title: document.title,
    },
    navigator: {
      ...pick(navigator, ["cookieEnabled", "language", "userAgent"]),
      languages: [...navigator.languages],
    },
    window: {
      ...pick(window, [
        "innerHeight",
        "innerWidth",
        "outerHeight",
        "outerWidth",
        "pageXOffset",
        "pageYOffset",
        "screenX",
        "screenY",
        "scrollX",
        "scrollY",
      ]),
      location: place(),
      origin: location.origin,
      screen: { height: screen.height, width: screen.width },
    },
  });

  const publish = (name, type, body) => {
    const event = {
      id: `sh-${crypto.randomUUID()}`,
      clientId: clientId(),
      name,
      type,
      timestamp: new Date().toISOString(),
      seq: (seq += 1),
      context: context(),
      ...(type === "custom" ? { customData: body } : { data: body }),
    };
    events.push(event);
    worker?.postMessage({ kind: "event", event }, []);
  };

  const consent = () => ({
    analyticsProcessingAllowed: privacy.analyticsProcessingAllowed(),
    marketingAllowed: privacy.marketingAllowed(),
    preferencesProcessingAllowed: privacy.preferencesProcessingAllowed(),
    saleOfDataAllowed: privacy.saleOfDataAllowed(),
  });
  const isCovered = () => {
    const allowed = consent();
    const { analytics, marketing, preferences, sale_of_data: saleOfData } = data.pixel.purposes;
    return (
      (!analytics || allowed.analyticsProcessingAllowed) &&
      (!marketing || allowed.marketingAllowed) &&
      (!preferences || allowed.preferencesProcessingAllowed) &&
      (!saleOfData || allowed.saleOfDataAllowed)
    );
  };

  const storageCalls = (name, storage) => ({
    [`${name}.getItem`]: (key) => storage.getItem(key),
    [`${name}.setItem`]: (key, value) => storage.setItem(key, value),
    [`${name}.removeItem`]: (key) => storage.removeItem(key),
    [`${name}.clear`]: () => storage.clear(),
    [`${name}.key`]: (index) => storage.key(index),
    [`${name}.length`]: () => storage.length,
  });
  const readCookie = (name) => {
    if (name === undefined) return document.cookie;
    const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : "";
  };
  const CALLS = {
    ...storageCalls("localStorage", localStorage),
    ...storageCalls("sessionStorage", sessionStorage),
    "cookie.get": readCookie,
    "cookie.set": (first, value) => {
      document.cookie = value === undefined ? first : `${first}=${value}; path=/`;
    },
    sendBeacon: (url, body) => navigator.sendBeacon(url, body),
    publish: (name, customData) => shopify.analytics.publish(name, customData),
  };

  /** For the simulator's log of what the pixel was given. */
  const noteGiven = (id) => {
    const event = events.find((each) => each.id === id);
    if (!event) return;
    const { name, type } = event;
    const body = { id, name, type, url: event.context.document.location.href };
    navigator.sendBeacon(data.givenUrl, JSON.stringify({ ...body, data: event.data ?? event.customData }));
  };

  const start = () => {
    if (worker || !isCovered()) return;
    worker = new Worker(data.pixel.url, { name: "web-pixel" });
    worker.addEventListener("message", ({ data: message }) => {
      if (message.kind === "error") {
        reportError(new Error(`Web pixel: ${message.message}`));
      } else if (message.kind === "given") {
        noteGiven(message.id);
      } else if (message.kind === "ask") {
        const answer = { kind: "answer", request: message.request };
        try {
          const call = CALLS[message.call];
          if (!call) throw new Error(`${message.call} is not known`);
          answer.value = call(...message.args);
        } catch (error) {
          answer.error = String(error);
        }
        worker.postMessage(answer, []);
      }
    });
    worker.addEventListener("error", (event) => reportError(new Error(`Web pixel: ${event.message}`)));
    worker.postMessage(
      {
        kind: "start",
        settings: data.pixel.settings,
        init: { context: context(), data: data.init, customerPrivacy: consent() },
      },
      [],
    );
    for (const event of events) worker.postMessage({ kind: "event", event }, []);
  };

  shopify.analytics = {
    ...shopify.analytics,
    publish(name, customData) {
      if (STANDARD.has(name)) return false;
      publish(name, "custom", customData ?? {});
      return true;
    },
  };

  /** The cart changed by a script: the store knows what came in and went out. */
  const askForCartEvents = async () => {
    const response = await nativeFetch(data.eventsUrl, { headers: { Accept: "application/json" } });
    for (const { name, data: body } of await response.json()) publish(name, "standard", body);
  };
  const nativeFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const response = await nativeFetch(input, init);
    const { pathname, origin } = new URL(response.url || String(input?.url ?? input), location.href);
    const changes = /\/cart\/(add|change|update|clear)(\.js|\.json)?$/.test(pathname);
    if (origin === location.origin && changes && response.ok) void askForCartEvents();
    return response;
  };

  const elementData = (element) => ({
    id: element.getAttribute?.("id") ?? null,
    href: typeof element.href === "string" ? element.href : null,
    name: element.getAttribute?.("name") ?? null,
    tagName: element.tagName ?? null,
    type: element.getAttribute?.("type") ?? null,
    value: element.type !== "password" && typeof element.value === "string" ? element.value : null,
  });
  const listen = (domName, name, body) =>
    document.addEventListener(domName, (event) => publish(name, "dom", body(event)), {
      capture: true,
      passive: true,
    });
  listen("click", "clicked", (event) => ({
    element: elementData(event.target),
    ...pick(event, [
      "clientX",
      "clientY",
      "movementX",
      "movementY",
      "offsetX",
      "offsetY",
      "pageX",
      "pageY",
      "screenX",
      "screenY",
    ]),
  }));
  listen("submit", "form_submitted", ({ target }) => ({
    element: {
      id: target.getAttribute("id"),
      action: target.getAttribute("action"),
      // A field named "elements" or "id" hides the form's own property.
      elements: [...target.querySelectorAll("input, select, textarea, button")].map(elementData),
    },
  }));
  listen("focusin", "input_focused", ({ target }) => ({ element: elementData(target) }));
  listen("focusout", "input_blurred", ({ target }) => ({ element: elementData(target) }));
  listen("change", "input_changed", ({ target }) => ({ element: elementData(target) }));

  document.addEventListener("visitorConsentCollected", () => {
    worker?.postMessage({ kind: "privacy", customerPrivacy: consent() }, []);
    start();
  });

  publish("page_viewed", "standard", {});
  for (const { name, data: body } of data.events) publish(name, "standard", body);
  start();

  /* The banner asks once; both answers are one press away. */
  const banner = document.getElementById("consent-banner");
  if (banner && privacy.shouldShowBanner()) {
    banner.hidden = false;
    banner.addEventListener("click", ({ target }) => {
      const choice = target.closest("button")?.value;
      if (!choice) return;
      const allow = choice === "accept";
      privacy.setTrackingConsent({
        analytics: allow,
        marketing: allow,
        preferences: allow,
        sale_of_data: allow,
      });
      banner.hidden = true;
    });
  }
})();
