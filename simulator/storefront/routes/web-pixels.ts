/** Scripts of web pixels: the manager of the page, and the worker with the app's pixel in it. */
import { bundlePixel, browserScript } from "#simulator/web-pixels/bundle.ts";
import { takeEvents } from "#simulator/web-pixels/cart-events.ts";
import { asset, jsonText } from "../answer.ts";
import type { Answer } from "../answer.ts";
import type { Visit } from "../visit.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const JAVASCRIPT = "application/javascript; charset=utf-8";

export const webPixelRoutes: Route[] = [
  get(/^\/cdn\/web-pixels\/(manager|customer-privacy)\.js$/, (_visit, [name = ""]) =>
    asset(browserScript(`${name}.js`), JAVASCRIPT),
  ),
  get(/^\/cdn\/web-pixels\/pixel\.js$/, pixel),
  get(/^\/cdn\/web-pixels\/events$/, (visit) =>
    jsonText(JSON.stringify(takeEvents(visit.context.shop, visit.session.cartToken))),
  ),
];

/** A pixel that cannot be bundled answers with a script that says why, and the log says it too. */
async function pixel(visit: Visit): Promise<Answer> {
  const { app, log } = visit.context;
  const headers = { "Content-Type": JAVASCRIPT, "Cache-Control": "no-store" };
  if (!app.webPixel) return { status: 404, headers, body: "" };
  try {
    const script = await bundlePixel(app.webPixel.path);
    return { status: 200, headers, body: `${browserScript("sandbox.js")}\n${script}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log({ event: "pixel.not_bundled", message });
    return { status: 200, headers, body: `throw new Error(${JSON.stringify(message)});` };
  }
}
