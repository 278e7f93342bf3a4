/** The page behind an unsubscribe link: works without script, with a keyboard and on a narrow screen. */
export interface UnsubscribeView {
  state: "ask" | "done" | "gone";
  shop: string;
  action: string;
  preferences: string;
}

interface Texts {
  title: string;
  text: string;
  button: string;
  done: string;
  gone: string;
  preferences: string;
}

/** Also hashed for the page's content security policy. */
export const UNSUBSCRIBE_STYLE = `body{margin:0;font-family:system-ui,sans-serif;line-height:1.5;color:#1a1a1a;background:#f4f4f4}
main{box-sizing:border-box;max-inline-size:32rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:12px;overflow-wrap:anywhere}
h1{margin:0;font-size:1.5rem}
button{min-block-size:44px;padding:.5em 1.5em;border:1px solid transparent;border-radius:999px;background:#0f6b4f;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
a{color:inherit;display:inline-block;padding-block:.6rem}`;

/** Writes the page. */
export function unsubscribePage(
  { state, shop, action, preferences }: UnsubscribeView,
  texts: Texts,
  { language, direction }: { language: string; direction: string },
): string {
  const say = (text: string) => escape(text.replaceAll("{shop}", shop));
  const body = {
    ask: `<form method="post" action="${escape(action)}"><p>${say(texts.text)}</p><button type="submit">${say(texts.button)}</button></form>`,
    done: `<p role="status">${say(texts.done)}</p>`,
    gone: `<p role="status">${say(texts.gone)}</p>`,
  }[state];
  const link =
    state === "gone" ? "" : `<p><a href="${escape(preferences)}">${say(texts.preferences)}</a></p>`;
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${say(texts.title)}</title><style>${UNSUBSCRIBE_STYLE}</style></head>
<body><main><h1>${say(texts.title)}</h1>${body}${link}</main></body></html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
