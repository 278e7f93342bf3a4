/** Where a shop is: null until Shopify told. */
export interface ShopPlace {
  countryCode: string | null;
  ianaTimezone: string | null;
}

/**
 * How the shoppers of a shop read days: in their language, written as in the shop's country, by the shop's clock.
 *
 * @param language such as "en"; one that names a country itself ("en-IE") is left as it is
 */
export function shopDays(
  language: string,
  { countryCode, ianaTimezone }: ShopPlace,
  dateStyle: "medium" | "long",
): (at: Date) => string {
  const format = new Intl.DateTimeFormat(localeIn(language, countryCode), {
    dateStyle,
    timeZone: knownZone(ianaTimezone),
  });
  return (at) => format.format(at);
}

function localeIn(language: string, countryCode: string | null): string {
  const locale = new Intl.Locale(language);
  const isCountry = countryCode !== null && /^[A-Z]{2}$/.test(countryCode);
  return isCountry && locale.region === undefined
    ? new Intl.Locale(language, { region: countryCode }).toString()
    : locale.toString();
}

/** A zone that this system does not know counts as UTC. */
function knownZone(name: string | null): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
