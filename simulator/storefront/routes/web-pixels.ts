/** Scripts of web pixels: the manager of the page, and the worker with the app's pixel in it. */
import { bundlePixel, browserScript, LAX_NOT_MODELLED } from "#simulator/web-pixels/bundle.ts";
import { takeEvents } from "#simulator/web-pixels/cart-events.ts";
import { noteGiven, readGiven } from "#simulator/web-pixels/event-log.ts";
import { forApp } from "#simulator/web-pixels/protected-fields.ts";
import { asset, jsonText } from "../answer.ts";
import type { Answer } from "../answer.ts";
import type { Visit } from "../visit.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

const JAVASCRIPT = "application/javascript; charset=utf-8";

export const webPixelRoutes: Route[] = [
  get(/^\/cdn\/web-pixels\/(manager|customer-privacy)\.js$/, (_visit, [name = ""]) =>
    asset(browserScript(`${name}.js`), JAVASCRIPT),
  ),
  get(/^\/cdn\/web-pixels\/pixel\.js$/, pixel),
  get(/^\/cdn\/web-pixels\/events$/, ({ context, session }) =>
    jsonText(JSON.stringify(forApp(context.app, takeEvents(context.shop, session.cartToken)))),
  ),
  post(/^\/cdn\/web-pixels\/given$/, keepGiven),
];

const empty = (status: number): Answer => ({ status, headers: { "Cache-Control": "no-store" }, body: "" });

/** The page tells what the pixel was given, for the log that developers read. */
function keepGiven({ context, body }: Visit): Answer {
  const { shop, clock } = context;
  if (!shop.webPixel) return empty(404);
  const event = readGiven(body.toString("utf8"));
  if (!event) return empty(422);
  noteGiven(shop, { ...event, pixelId: shop.webPixel.id, at: clock() });
  return empty(204);
}

/** A pixel that cannot run answers with a script that says why, and the log says it too. */
async function pixel(visit: Visit): Promise<Answer> {
  const { app, log } = visit.context;
  const headers = { "Content-Type": JAVASCRIPT, "Cache-Control": "no-store" };
  if (!app.webPixel) return { status: 404, headers, body: "" };
  try {
    if (app.webPixel.runtimeContext !== "strict") throw new Error(LAX_NOT_MODELLED);
    const script = await bundlePixel(app.webPixel.path);
    return { status: 200, headers, body: `${browserScript("sandbox.js")}\n${script}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log({ event: "pixel.not_run", message });
    return { status: 200, headers, body: `throw new Error(${JSON.stringify(message)});` };
  }
}
