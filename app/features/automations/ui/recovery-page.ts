/** The page that a recovery link shows when it cannot bring the cart back. Plain HTML: no script, nothing from elsewhere. */
import ar from "./recovery-locales/ar.json" with { type: "json" };
import de from "./recovery-locales/de.json" with { type: "json" };
import en from "./recovery-locales/en.json" with { type: "json" };
import es from "./recovery-locales/es.json" with { type: "json" };
import fr from "./recovery-locales/fr.json" with { type: "json" };
import hi from "./recovery-locales/hi.json" with { type: "json" };
import ja from "./recovery-locales/ja.json" with { type: "json" };
import nl from "./recovery-locales/nl.json" with { type: "json" };

const LANGUAGES: Record<string, typeof en> = { ar, de, en, es, fr, hi, ja, nl };

export const RECOVERY_STYLE =
  "body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#24332b;background:#f3f7f4}main{box-sizing:border-box;max-width:32rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:12px;overflow-wrap:anywhere}h1{margin:0 0 .5rem;font-size:1.5rem}a{display:inline-block;margin-top:1rem;padding:.75rem 1.25rem;border-radius:8px;background:#0f6b4f;color:#fff;font-weight:600;text-decoration:none}a:focus-visible{outline:3px solid #24332b;outline-offset:2px}";

/** @param languages what the reader understands, the best first ("de-AT") */
export function recoveryPage(
  says: "gone" | "expired",
  languages: readonly string[],
  shop: { name: string; url: string } | null,
): string {
  const language =
    languages.map((one) => one.toLowerCase().split("-")[0]!).find((one) => Object.hasOwn(LANGUAGES, one)) ??
    "en";
  const texts = LANGUAGES[language]!;
  const link = shop
    ? `<a href="${escape(shop.url)}">${escape(texts.shop.replace("{shop}", shop.name))}</a>`
    : "";
  return `<!doctype html>
<html lang="${language}" dir="${texts.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escape(texts.title)}</title><style>${RECOVERY_STYLE}</style></head>
<body><main><h1>${escape(texts.title)}</h1><p>${escape(texts[says])}</p>${link}</main></body></html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
