/* A web pixel for tests: it reports what it was told, and what it can reach, to an address of the test. */
import { describeEvent } from "./describe-event.js";

const FORBIDDEN = ["window", "document", "importScripts", "indexedDB", "XMLHttpRequest", "Worker"];

shopify.extend("WebPixel::Render", ({ analytics, browser, init, settings, customerPrivacy }) => {
  const report = (kind, content) =>
    browser.sendBeacon(settings.address, JSON.stringify({ kind, ...content }));
  const reachable = FORBIDDEN.filter((name) => self[name] !== undefined);
  report("start", { reachable, init, settings });
  analytics.subscribe("all_standard_events", (event) => report("event", describeEvent(event)));
  analytics.subscribe("points_shown", (event) => report("event", describeEvent(event)));
  analytics.subscribe("points_shown", async () => {
    await browser.cookie.set("pixel", "seen");
    report("cookie", { value: await browser.cookie.get("pixel") });
  });
  customerPrivacy.subscribe("visitorConsentCollected", (event) => report("privacy", event));
});
