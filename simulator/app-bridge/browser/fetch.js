/** Puts a fresh session token on the app's own requests. */
import { idToken } from "./channel.js";

const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE_HEADER = "X-Shopify-API-Request-Failure-Reauthorize-Url";

/** `locale`: sent as Accept-Language. */
export function interceptFetch(locale) {
  const original = window.fetch.bind(window);
  const send = async (request) => {
    const headers = new Headers(request.headers);
    if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${await idToken()}`);
    headers.set("X-Requested-With", "XMLHttpRequest");
    if (locale && !headers.has("Accept-Language")) headers.set("Accept-Language", locale);
    return original(new Request(request, { headers }));
  };
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin) return original(request);
    const again = request.clone();
    let response = await send(request);
    if (response.status === 401 && response.headers.get(RETRY_HEADER)) response = await send(again);
    const reauthorize = response.headers.get(REAUTHORIZE_HEADER);
    if (reauthorize) window.open(reauthorize, "_top");
    return response;
  };
}
