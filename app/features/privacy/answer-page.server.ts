import { createHash } from "node:crypto";
import type { PreferenceText } from "./ui/preference-text.ts";
import { PREFERENCE_STYLE } from "./ui/preference-style.ts";

const STYLE_HASH = createHash("sha256").update(PREFERENCE_STYLE).digest("base64");

/**
 * A page of its own outside the store's theme, for links out of messages. No script, nothing from elsewhere, no frame, and
 * the address (which opens the preferences) is handed on to nobody.
 */
export function answerPage(html: string, text: PreferenceText, status: number): Response {
  const page = `<!doctype html>
<html lang="${text.language}" dir="${text.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${text.text("title")}</title></head>
<body>${html}</body></html>
`;
  return new Response(page, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "X-Robots-Tag": "noindex, nofollow",
    },
  });
}
