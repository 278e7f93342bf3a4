/** From the blocks of a message to MJML, and to its text part. Liquid stays in place, to be filled in for each recipient. */
import type { Block, Brand, LayoutTexts, TemplateContent } from "./content.ts";

/** A document whose Liquid was put aside, since it may hold what no markup allows: `{% if a < b %}`. */
export interface Parked {
  markup: string;
  liquid: string[];
}

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const PARKED = /__lq(\d+)__/g;

/** Fonts of the reader's own. Not Roboto: for that name MJML would have every reader's program ask Google for it. */
const FONTS = "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const PRODUCT_IMAGE_PX = 72;

/** Writes a message as MJML, with marks where its Liquid belongs. */
export function toMjml(
  content: TemplateContent,
  brand: Brand,
  texts: LayoutTexts,
  isMarketing: boolean,
): Parked {
  const liquid: string[] = [];
  const park = (expression: string) => `__lq${liquid.push(expression) - 1}__`;
  const escaped = (text: string) => escapeAround(text, park);
  const { language, direction } = texts;
  const blocks = content.blocks.map((block) => blockToMjml(block, brand, texts, { park, escaped })).join("");
  const logo = brand.logoUrl
    ? `<mj-image src="${escaped(brand.logoUrl)}" alt="${park("{{ shop.name }}")}" width="140px" padding-bottom="24px" />`
    : `<mj-text font-size="20px" font-weight="700" padding-bottom="24px">${park("{{ shop.name }}")}</mj-text>`;
  const markup = `<mjml lang="${language}" dir="${direction}"><mj-head><mj-title>${escaped(content.subject)}</mj-title>
<mj-preview>${escaped(content.preheader)}</mj-preview>
<mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
<mj-attributes><mj-all font-family="${FONTS}" />
<mj-section direction="${direction}" /><mj-column direction="${direction}" />
<mj-text font-size="16px" line-height="1.5" color="#1a1a1a" align="${direction === "rtl" ? "right" : "left"}" padding="8px 24px" />
<mj-button background-color="${brand.accentColour}" color="${inkOn(brand.accentColour)}" font-size="16px" font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="16px 24px" />
<mj-divider border-width="1px" border-color="#d9d9d9" padding="16px 24px" /></mj-attributes>
<mj-style>${DARK_STYLE}</mj-style></mj-head>
<mj-body background-color="#f4f4f4" css-class="mail-page"><mj-section padding="16px"><mj-column><mj-spacer height="8px" /></mj-column></mj-section>
<mj-section background-color="#ffffff" css-class="mail-card" border-radius="12px" padding="32px 8px"><mj-column>${logo}${blocks}</mj-column></mj-section>
<mj-section padding="24px 8px"><mj-column>${footer(brand, texts, isMarketing, { park, escaped })}</mj-column></mj-section></mj-body></mjml>`;
  return { markup, liquid };
}

/** Puts the Liquid back where its marks are. */
export function unpark(markup: string, liquid: readonly string[]): string {
  return markup.replaceAll(PARKED, (mark, index: string) => liquid[Number(index)] ?? mark);
}

interface Writing {
  park: (expression: string) => string;
  escaped: (text: string) => string;
}

function blockToMjml(block: Block, brand: Brand, texts: LayoutTexts, { park, escaped }: Writing): string {
  const start = texts.direction === "rtl" ? "right" : "left";
  switch (block.type) {
    case "heading":
      return `<mj-text font-size="26px" line-height="1.25" font-weight="700"><h1 style="margin:0;font-size:26px;line-height:1.25">${escaped(block.text)}</h1></mj-text>`;
    case "text":
      return `<mj-text>${paragraphs(block.text)
        .map((part) => `<p style="margin:0 0 12px">${escaped(part).replaceAll("\n", "<br />")}</p>`)
        .join("")}</mj-text>`;
    case "image":
      return `<mj-image src="${escaped(block.url)}" alt="${escaped(block.alt)}"${block.href ? ` href="${escaped(block.href)}"` : ""} />`;
    case "button":
      return `<mj-button href="${escaped(block.url)}">${escaped(block.label)}</mj-button>`;
    case "products":
      return `<mj-table padding="8px 24px" role="presentation">${park(`{% for product in products limit: ${block.limit} %}`)}<tr>
<td width="${PRODUCT_IMAGE_PX + 16}" style="padding:8px 0;vertical-align:top">${park("{% if product.image_url %}")}<a href="${park("{{ product.url }}")}"><img src="${park("{{ product.image_url }}")}" alt="" width="${PRODUCT_IMAGE_PX}" style="display:block;border-radius:8px;width:${PRODUCT_IMAGE_PX}px" /></a>${park("{% endif %}")}</td>
<td style="padding:8px 0;vertical-align:top;text-align:${start};font-size:16px;line-height:1.4;color:#1a1a1a" class="mail-ink"><a href="${park("{{ product.url }}")}" style="color:inherit;font-weight:600;text-decoration:none">${park("{{ product.title }}")}</a>${park("{% if product.variant_title %}")}<br />${park("{{ product.variant_title }}")}${park("{% endif %}{% if product.quantity > 1 %}")}<br />${escaped(texts.quantity)} ${park("{{ product.quantity }}")}${park("{% endif %}{% if product.price %}")}<br />${park("{{ product.price }}")}${park("{% endif %}")}</td>
</tr>${park("{% endfor %}")}</mj-table>`;
    case "coupon":
      return `<mj-text align="center">${park("{% if coupon.code %}")}<p style="margin:0 0 8px">${escaped(block.label)}</p>
<p class="mail-code" style="margin:0;display:inline-block;padding:12px 24px;border:2px dashed ${brand.accentColour};border-radius:8px;font-size:20px;font-weight:700;letter-spacing:1px">${park("{{ coupon.code }}")}</p>${park("{% if coupon.expires_on %}")}<p style="margin:8px 0 0;font-size:14px">${escaped(texts.validUntil)} ${park("{{ coupon.expires_on }}")}</p>${park("{% endif %}{% endif %}")}</mj-text>`;
    case "divider":
      return "<mj-divider />";
  }
}

function footer(brand: Brand, texts: LayoutTexts, isMarketing: boolean, { park, escaped }: Writing): string {
  const link = (address: string, label: string) =>
    `<a href="${park(address)}" style="color:inherit;text-decoration:underline">${escaped(label)}</a>`;
  const lines = [
    isMarketing ? escaped(texts.why) : "",
    escaped(brand.addressLine).replaceAll("\n", "<br />"),
    isMarketing
      ? `${link("{{ links.unsubscribe }}", texts.unsubscribe)} · ${link("{{ links.preferences }}", texts.preferences)}`
      : "",
  ].filter(Boolean);
  return `<mj-text align="center" font-size="13px" color="#5c5c5c" css-class="mail-foot">${lines.map((line) => `<p style="margin:0 0 8px">${line}</p>`).join("")}</mj-text>`;
}

/** The text part, as a template whose values are not escaped. */
export function toText(
  { blocks }: TemplateContent,
  { addressLine }: Brand,
  texts: LayoutTexts,
  isMarketing: boolean,
): string {
  const parts = blocks.map((block) => blockToText(block, texts)).filter(Boolean);
  const foot = [
    "--",
    ...(isMarketing ? [texts.why] : []),
    ...(addressLine ? [addressLine] : []),
    ...(isMarketing
      ? [`${texts.unsubscribe}: {{ links.unsubscribe }}`, `${texts.preferences}: {{ links.preferences }}`]
      : []),
  ];
  return `${[...parts, foot.join("\n")].join("\n\n")}\n`;
}

function blockToText(block: Block, texts: LayoutTexts): string {
  switch (block.type) {
    case "heading":
    case "text":
      return block.text;
    case "image":
      return block.alt;
    case "button":
      return `${block.label}: ${block.url}`;
    case "products":
      return `{% for product in products limit: ${block.limit} %}- {{ product.title }}{% if product.variant_title %}, {{ product.variant_title }}{% endif %}{% if product.quantity > 1 %} × {{ product.quantity }}{% endif %}{% if product.price %}, {{ product.price }}{% endif %}
{% endfor %}`;
    case "coupon":
      return `{% if coupon.code %}${block.label} {{ coupon.code }}{% if coupon.expires_on %} (${texts.validUntil} {{ coupon.expires_on }}){% endif %}{% endif %}`;
    case "divider":
      return "";
  }
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Escapes a text for markup, and puts its Liquid aside. */
function escapeAround(text: string, park: Writing["park"]): string {
  let [escaped, from] = ["", 0];
  for (const found of text.matchAll(LIQUID)) {
    escaped += escapeMarkup(text.slice(from, found.index)) + park(found[0]);
    from = found.index + found[0].length;
  }
  return escaped + escapeMarkup(text.slice(from));
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Black or white, whichever is read more easily on a colour (WCAG's relative luminance). */
export function inkOn(colour: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

const DARK_STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){body,.mail-page{background:#121212 !important}.mail-card,.mail-card>table{background:#1e1e1e !important}
.mail-card div,.mail-card p,.mail-card h1,.mail-ink{color:#f2f2f2 !important}.mail-foot div,.mail-foot p{color:#b8b8b8 !important}}`;
