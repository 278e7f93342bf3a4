/** Countries and their regions, by name and by code. */

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** Where Shopify's name is another one. */
const SHOPIFY_NAMES: Record<string, string> = {
  HK: "Hong Kong SAR",
  MO: "Macao SAR",
  MM: "Myanmar (Burma)",
  CZ: "Czechia",
};

/** English name of a country code; null when there is no such country. */
export const countryName = (code: string): string | null =>
  SHOPIFY_NAMES[code] ?? (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? null) : null);

let codes: Map<string, string> | null = null;

function codesByName(): Map<string, string> {
  if (codes) return codes;
  codes = new Map();
  for (let first = 65; first <= 90; first += 1) {
    for (let second = 65; second <= 90; second += 1) {
      const code = String.fromCharCode(first, second);
      const name = countryName(code);
      // Later codes of the same name are obsolete ones.
      if (name && !codes.has(name.toLowerCase())) codes.set(name.toLowerCase(), code);
    }
  }
  codes.set("united kingdom", "GB").set("germany", "DE").set("hong kong", "HK").set("usa", "US");
  return codes;
}

/** The code of a country that is given by name or code; null when there is none. */
export function countryCodeOf(text: string): string | null {
  const wanted = text.trim();
  if (/^[A-Za-z]{2}$/.test(wanted) && countryName(wanted.toUpperCase())) return wanted.toUpperCase();
  return codesByName().get(wanted.toLowerCase()) ?? null;
}

const table = (text: string): Map<string, string> =>
  new Map(
    text
      .split(", ")
      .map((entry): [string, string] => [
        entry.slice(0, entry.indexOf(" ")),
        entry.slice(entry.indexOf(" ") + 1),
      ]),
  );

/** Regions of the countries whose addresses must have one that exists; elsewhere any text is taken. */
const REGIONS: Record<string, Map<string, string>> = {
  AU: table(
    "ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland, SA South Australia, TAS Tasmania, VIC Victoria, WA Western Australia",
  ),
  CA: table(
    "AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia, NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon",
  ),
  US: table(
    "AL Alabama, AK Alaska, AS American Samoa, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, DC District of Columbia, FL Florida, GA Georgia, GU Guam, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming",
  ),
};

export interface Region {
  province: string | null;
  provinceCode: string | null;
}

/** The region that a name or code means in a country; null when the country has no such region. */
export function regionOf(countryCode: string, name: string | null, code: string | null): Region | null {
  const known = REGIONS[countryCode];
  if (!known || (!name && !code)) return { province: name, provinceCode: code };
  const wanted = code ?? name!;
  const byCode = known.get(wanted.toUpperCase());
  if (byCode) return { province: byCode, provinceCode: wanted.toUpperCase() };
  for (const [each, province] of known) {
    if (province.toLowerCase() === wanted.toLowerCase()) return { province, provinceCode: each };
  }
  return null;
}
