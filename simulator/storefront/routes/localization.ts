/** Choosing country and language: the `localization` form of themes. */
import { rootPath } from "#simulator/state/markets.ts";
import { redirect, safePath } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { cartOf, saveCart } from "../shopper-cart.ts";
import { formOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { post } from "./route.ts";
import type { Route } from "./route.ts";

export const localizationRoutes: Route[] = [post(/^\/localization$/, choose)];

/** A path of the store without its language. */
function bare(visit: Visit, path: string): string {
  for (const { locale, isPrimary } of visit.context.shop.locales) {
    const prefix = `/${locale.toLowerCase()}`;
    if (isPrimary) continue;
    if (path === prefix) return "/";
    if (path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`)) return path.slice(prefix.length);
  }
  return path;
}

function choose(visit: Visit): Answer {
  const { shop } = visit.context;
  const form = formOf(visit);
  const country = form.get("country_code");
  const wanted = form.get("locale_code") ?? form.get("language_code");
  const locale = shop.locales.find((each) => each.locale === wanted)?.locale ?? visit.locale;
  if (shop.markets.some(({ countryCode }) => countryCode === country)) {
    visit.session.country = country;
    if (cartOf(visit)) saveCart(visit, { countryCode: country });
  }
  const back = bare(visit, safePath(form.get("return_to"), "/"));
  const root = rootPath(shop, locale);
  return redirect(back === "/" ? root || "/" : root + (back.startsWith("/") ? back : `/${back}`), 303);
}
