/** Filters of Shopify's Liquid that liquidjs does not have, or has otherwise. */
import { toValue } from "liquidjs";
import type { Liquid } from "liquidjs";
import { toJson } from "#simulator/json.ts";
import { formatMoney } from "#simulator/money.ts";
import { PaidMoney } from "../reader.ts";
import { operand } from "./numbers.ts";
import { escapeHtml, translate } from "./translations.ts";
import type { Translations } from "./translations.ts";

export interface FilterOptions {
  currency: string;
  translations: Translations;
  /** Address of a file in `assets/`. */
  assetUrl: (file: string) => string;
  /** Text of a file in `assets/`; null when there is none. */
  readAsset: (file: string) => string | null;
}

/** Named arguments of a filter: liquidjs passes each as a pair. */
function named(args: unknown[]): Record<string, unknown> {
  return Object.fromEntries(args.filter((arg): arg is [string, unknown] => Array.isArray(arg)));
}

const textOf = (input: unknown): string => {
  const plain: unknown = toValue(input);
  return plain === null || plain === undefined ? "" : String(plain);
};

/** Registers the filters that depend on the shop, its language and where assets live. */
export function registerFilters(liquid: Liquid, options: FilterOptions): void {
  registerTranslation(liquid, options.translations);
  registerMoney(liquid, options.currency);
  registerAssets(liquid, options);
  registerImages(liquid);
  liquid.registerFilter("handleize", handleize);
  liquid.registerFilter("handle", handleize);
  liquid.registerFilter("json", (input: unknown) => toJson(plainOf(input)));
  liquid.registerFilter("pluralize", (count: unknown, one: unknown, other: unknown) =>
    operand(count).value === 1 ? one : other,
  );
  liquid.registerFilter("link_to", (text: unknown, url: unknown, title?: unknown) => {
    const label = typeof title === "string" ? ` title="${escapeHtml(title)}"` : "";
    return `<a href="${escapeHtml(textOf(url))}"${label}>${textOf(text)}</a>`;
  });
  liquid.registerFilter("time_tag", (input: unknown, ...args: unknown[]) => {
    const date = new Date(textOf(input));
    const style = args.find((arg): arg is string => typeof arg === "string" && !arg.includes("%"));
    const wanted = named(args)["format"] ?? style;
    const shown = wanted === "date" || wanted === undefined ? { dateStyle: "medium" as const } : LONG_TIME;
    const text = new Intl.DateTimeFormat(options.translations.locale, { ...shown, timeZone: "UTC" }).format(
      date,
    );
    return `<time datetime="${date.toISOString().replace(/\.\d+/, "")}">${escapeHtml(text)}</time>`;
  });
  liquid.registerFilter("default_errors", (errors: unknown) => {
    const messages = (errors as { messages?: Record<string, string> } | null)?.messages ?? {};
    const items = Object.values(messages).map((message) => `<li>${escapeHtml(message)}</li>`);
    return items.length > 0 ? `<div class="errors"><ul>${items.join("")}</ul></div>` : "";
  });
}

const LONG_TIME = { dateStyle: "medium", timeStyle: "short" } as const;

function handleize(input: unknown): string {
  return textOf(input)
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

function registerTranslation(liquid: Liquid, translations: Translations): void {
  const filter = (key: unknown, ...args: unknown[]) => {
    const variables = Object.entries(named(args)).map(([name, value]) => [name, textOf(value)]);
    return translate(translations, textOf(key), Object.fromEntries(variables) as Record<string, string>);
  };
  liquid.registerFilter("t", filter);
  liquid.registerFilter("translate", filter);
}

/**
 * Liquid counts money in hundredths for every currency, also for those without decimals. Money of a past order names its
 * own currency.
 */
function registerMoney(liquid: Liquid, pageCurrency: string): void {
  const currencyOf = (input: unknown): string => (input instanceof PaidMoney ? input.currency : pageCurrency);
  const format = (input: unknown) => formatMoney(BigInt(Math.round(operand(input).value)), currencyOf(input));
  liquid.registerFilter("money", format);
  liquid.registerFilter("money_with_currency", (input: unknown) => `${format(input)} ${currencyOf(input)}`);
  liquid.registerFilter("money_without_currency", (input: unknown) => format(input).replace(/[^\d.,-]/g, ""));
  liquid.registerFilter("money_without_trailing_zeros", (input: unknown) =>
    format(input).replace(/\.00$/, ""),
  );
}

function registerAssets(liquid: Liquid, options: FilterOptions): void {
  liquid.registerFilter("asset_url", (file: unknown) => options.assetUrl(textOf(file)));
  liquid.registerFilter("asset_img_url", (file: unknown) => options.assetUrl(textOf(file)));
  liquid.registerFilter("inline_asset_content", (file: unknown) => {
    const content = options.readAsset(textOf(file));
    if (content === null) throw new Error(`there is no asset ${textOf(file)}`);
    return content;
  });
  liquid.registerFilter(
    "stylesheet_tag",
    (url: unknown) => `<link href="${escapeHtml(textOf(url))}" rel="stylesheet" type="text/css" media="all">`,
  );
  liquid.registerFilter("script_tag", (url: unknown) => `<script src="${escapeHtml(textOf(url))}"></script>`);
  liquid.registerFilter("preload_tag", (url: unknown, ...args: unknown[]) => {
    const kind = textOf(named(args)["as"]);
    return `<link href="${escapeHtml(textOf(url))}" rel="preload" as="${escapeHtml(kind)}">`;
  });
}

interface ImageLike {
  src?: string;
  alt?: string;
  width?: number;
  height?: number;
  featured_image?: ImageLike | null;
}

function imageOf(input: unknown): ImageLike | null {
  if (typeof input !== "object" || input === null) return null;
  const image = input as ImageLike;
  return image.src === undefined ? (image.featured_image ?? null) : image;
}

/** Drawings scale without loss, so the size goes into the address and nothing else changes. */
function registerImages(liquid: Liquid): void {
  const imageUrl = (input: unknown, ...args: unknown[]) => {
    const source = typeof input === "string" ? input : (imageOf(input)?.src ?? "");
    const sizes = Object.entries(named(args)).filter(([name]) => name === "width" || name === "height");
    if (source === "" || sizes.length === 0) return source;
    const query = new URLSearchParams(sizes.map(([name, value]): [string, string] => [name, textOf(value)]));
    return `${source}${source.includes("?") ? "&" : "?"}${query.toString()}`;
  };
  liquid.registerFilter("image_url", imageUrl);
  liquid.registerFilter("img_url", (input: unknown) => imageUrl(input));
  liquid.registerFilter("image_tag", (input: unknown, ...args: unknown[]) => {
    const given = named(args);
    const source = typeof input === "string" ? input : (imageOf(input)?.src ?? "");
    const size = new URL(source, "http://localhost").searchParams;
    const attributes: Record<string, unknown> = {
      src: source,
      width: size.get("width"),
      height: size.get("height") ?? size.get("width"),
      ...given,
      widths: undefined,
      preload: undefined,
    };
    const written = Object.entries(attributes)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => ` ${name}="${escapeHtml(textOf(value))}"`);
    return `<img${written.join("")}>`;
  });
}

function plainOf(input: unknown): unknown {
  const plain: unknown = toValue(input);
  return plain === undefined ? null : plain;
}
