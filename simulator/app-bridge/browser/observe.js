/** Watching elements that configure the admin around the app. */

/** Calls back now and after every change inside an element; many changes at once make one call. */
export function observe(element, callback) {
  let queued = false;
  const run = () => {
    queued = false;
    if (element.isConnected) callback();
  };
  const queue = () => {
    if (queued) return;
    queued = true;
    queueMicrotask(run);
  };
  const observer = new MutationObserver(queue);
  observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
  queue();
  return () => observer.disconnect();
}

const isOn = (value) => value !== null && value !== "false";

/** What the admin needs to know to draw a button of its own for one of the app's. */
export function describeButton(button) {
  return {
    label: button.textContent.trim(),
    variant: button.getAttribute("variant"),
    tone: button.getAttribute("tone"),
    disabled: isOn(button.getAttribute("disabled")),
    loading: isOn(button.getAttribute("loading")),
  };
}

/** Defines an element that shows nothing in the app's own page. */
export function defineHidden(name, elementClass) {
  if (!customElements.get(name)) customElements.define(name, elementClass);
}
