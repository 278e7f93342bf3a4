/** The line between the app in its frame and the admin page around it. */

/** The script's own address says where the admin is. */
export const bridgeScript = document.currentScript ?? document.querySelector("script[data-api-key]");
export const adminOrigin = new URL(bridgeScript.src).origin;

const MARK = "simulator-app-bridge";
const handlers = new Map();
const waiting = new Map();
let nextQuestion = 1;

/** Tells the admin page something. Outside a frame nobody listens. */
export function tell(type, data = {}) {
  if (window.parent !== window) window.parent.postMessage({ mark: MARK, type, ...data }, adminOrigin);
}

/** Asks the admin page and waits for its answer. */
export function ask(type, data = {}) {
  if (window.parent === window) return Promise.resolve(undefined);
  const question = nextQuestion++;
  return new Promise((resolve) => {
    waiting.set(question, resolve);
    tell(type, { ...data, question });
  });
}

/** Registers what to do when the admin page says something. */
export function on(type, handler) {
  handlers.set(type, handler);
}

window.addEventListener("message", (event) => {
  if (event.origin !== adminOrigin || event.source !== window.parent || event.data?.mark !== MARK) return;
  const { type, question, value } = event.data;
  if (type === "answer") {
    waiting.get(question)?.(value);
    waiting.delete(question);
    return;
  }
  handlers.get(type)?.(event.data);
});

/** JSON from the simulator's control API, past the app's own fetch. */
const plainFetch = window.fetch.bind(window);
export async function askSimulator(path) {
  const response = await plainFetch(`${adminOrigin}/__simulator/${path}`);
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${path}`);
  return response.json();
}

export async function idToken() {
  return (await askSimulator("id-token")).token;
}
