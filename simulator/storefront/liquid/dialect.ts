/** Shopify's dialect of Liquid on liquidjs. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Liquid } from "liquidjs";
import { registerFilters } from "./filters.ts";
import { registerNumberFilters } from "./numbers.ts";
import { registerTags } from "./tags.ts";
import { loadTranslations } from "./translations.ts";

export interface DialectOptions {
  /** Folder with `snippets/`, `locales/` and `assets/`: a theme's or a theme app extension's. */
  folder: string;
  host: "theme" | "extension";
  /** Currency that prices are printed in. */
  currency: string;
  /** Language of the page, such as `en` or `pt-BR`. */
  locale: string;
  /** Address of a file in `assets/`. */
  assetUrl: (file: string) => string;
}

/**
 * An engine for one page of the templates of one folder in one language. It reads every snippet once, so make another one
 * for the next page: then a change of a file shows on reload. Unknown filters and tags are errors.
 */
export function createDialect(options: DialectOptions): Liquid {
  const snippets = path.join(options.folder, "snippets");
  const liquid = new Liquid({
    root: snippets,
    partials: snippets,
    extname: ".liquid",
    relativeReference: false,
    dynamicPartials: true,
    cache: true,
    strictFilters: true,
    timezoneOffset: 0,
    locale: options.locale,
  });
  registerNumberFilters(liquid);
  registerFilters(liquid, {
    currency: options.currency,
    translations: loadTranslations(options.folder, options.locale),
    assetUrl: options.assetUrl,
    readAsset: (file) => {
      const asset = path.join(options.folder, "assets", path.basename(file));
      return existsSync(asset) ? readFileSync(asset, "utf8") : null;
    },
  });
  registerTags(liquid, options.host);
  return liquid;
}
