import { PassThrough } from "node:stream";
import {
  createReadableStreamFromReadable,
  type EntryContext,
  type HandleErrorFunction,
} from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import "#app/installation.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { addDocumentHeaders, appBridgeUrl } from "#app/platform/shopify-admin/shopify.server.ts";

/** After this a response that still waits for data is cut off. */
export const streamTimeout = 10_000;

/** Renders a document: streamed as soon as the shell stands; whole for crawlers. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  addDocumentHeaders(request, headers);
  // The library's preload names Shopify's App Bridge, which a page with another one would fetch for nothing.
  if (appBridgeUrl()) headers.delete("Link");
  headers.set("Content-Type", "text/html; charset=utf-8");
  const isCrawler = isbot(request.headers.get("User-Agent") ?? "");
  return new Promise((resolve, reject) => {
    let hasFailed = false;
    const answer = () => {
      const body = new PassThrough();
      resolve(
        new Response(createReadableStreamFromReadable(body), { headers, status: hasFailed ? 500 : status }),
      );
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      onShellReady: () => !isCrawler && answer(),
      onAllReady: () => isCrawler && answer(),
      onShellError: reject,
      onError: (error) => {
        hasFailed = true;
        log.error({ err: error }, "a page could not be rendered");
      },
    });
    // React needs a moment after the data was cut off to send what says so.
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** What no route caught. */
export const handleError: HandleErrorFunction = (error, { request }) => {
  if (!request.signal.aborted)
    log.error({ err: error, path: new URL(request.url).pathname }, "a request failed");
};
