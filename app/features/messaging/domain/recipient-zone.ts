/**
 * The time zone that somebody lives in, as far as their address or phone says. Countries with one time zone stand for it;
 * of those with several only the ones below are told apart, by region. Where a region spans two, the zone of most of its
 * people is meant. Who cannot be placed counts as living where the shop is.
 */
export interface RecipientZone {
  timeZone: string;
  from: "address" | "phone" | "shop";
}

/** @param regionCode as Shopify writes it: the part of ISO 3166-2 after the country (CA, NSW, SP …) */
export function recipientZone(
  person: { countryCode: string | null; regionCode: string | null; phone: string | null },
  shopTimeZone: string | null,
): RecipientZone {
  const byAddress = zoneOfAddress(person.countryCode, person.regionCode);
  if (byAddress) return { timeZone: byAddress, from: "address" };
  const byPhone = zoneOfPhone(person.phone);
  if (byPhone) return { timeZone: byPhone, from: "phone" };
  return { timeZone: shopTimeZone ?? "UTC", from: "shop" };
}

function zoneOfAddress(country: string | null, region: string | null): string | null {
  if (!country) return null;
  const code = country.toUpperCase();
  const regions = ZONES_BY_REGION[code];
  if (regions) return (region && findRegion(regions, region.toUpperCase())) || null;
  return ZONE_OF_COUNTRY[code] ?? null;
}

function findRegion(regions: Readonly<Record<string, string>>, region: string): string | null {
  const code = region.includes("-") ? region.split("-").at(-1)! : region;
  return Object.entries(regions).find(([, codes]) => codes.split(" ").includes(code))?.[0] ?? null;
}

function zoneOfPhone(phone: string | null): string | null {
  const digits = phone?.startsWith("+") ? phone.slice(1).replaceAll(/\D/g, "") : "";
  for (const length of [3, 2]) {
    const country = COUNTRY_OF_PREFIX[digits.slice(0, length)];
    if (country) return ZONE_OF_COUNTRY[country] ?? null;
  }
  return null;
}

/** Zone → regions. */
const ZONES_BY_REGION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
  },
  CA: {
    "America/Toronto": "ON QC",
    "America/Vancouver": "BC",
    "America/Edmonton": "AB NT",
    "America/Winnipeg": "MB",
    "America/Regina": "SK",
    "America/Halifax": "NS NB PE",
    "America/St_Johns": "NL NF",
    "America/Iqaluit": "NU",
    "America/Whitehorse": "YT",
  },
  AU: {
    "Australia/Sydney": "NSW ACT",
    "Australia/Melbourne": "VIC",
    "Australia/Brisbane": "QLD",
    "Australia/Adelaide": "SA",
    "Australia/Perth": "WA",
    "Australia/Hobart": "TAS",
    "Australia/Darwin": "NT",
  },
  BR: {
    "America/Sao_Paulo": "AL AP BA CE DF ES GO MA MG PA PB PE PI PR RJ RN RS SC SE SP TO",
    "America/Manaus": "AM RO RR",
    "America/Cuiaba": "MT MS",
    "America/Rio_Branco": "AC",
  },
  MX: {
    "America/Mexico_City":
      "AGS CAMP CHIS CDMX DF COAH COL DGO GTO GRO HGO JAL MEX MICH MOR NL OAX PUE QRO SLP TAB TAMPS TLAX VER YUC ZAC",
    "America/Tijuana": "BC",
    "America/Mazatlan": "BCS NAY SIN",
    "America/Hermosillo": "SON",
    "America/Chihuahua": "CHIH",
    "America/Cancun": "Q-ROO QROO ROO",
  },
  RU: {
    "Europe/Moscow":
      "MOW MOS SPE LEN AD ARK BEL BRY CE CU DA IN IVA KB KC KDA KLU KOS KR KO KRS LIP MO MUR NEN NGR NIZ ORL PNZ PSK ROS RYA SE SMO STA TA TAM TUL TVE VLA VGG VLG VOR YAR KL ME KIR",
    "Europe/Kaliningrad": "KGD",
    "Europe/Samara": "SAM UD AST SAR ULY",
    "Asia/Yekaterinburg": "SVE BA CHE KGN KHM ORE PER TYU YAN",
    "Asia/Omsk": "OMS",
    "Asia/Novosibirsk": "NVS ALT AL TOM",
    "Asia/Krasnoyarsk": "KYA KEM KK TY",
    "Asia/Irkutsk": "IRK BU",
    "Asia/Yakutsk": "SA ZAB AMU",
    "Asia/Vladivostok": "PRI KHA YEV",
    "Asia/Magadan": "MAG SAK",
    "Asia/Kamchatka": "KAM CHU",
  },
};

/** Countries in one time zone, or all but an island of them. */
const ZONE_OF_COUNTRY: Readonly<Record<string, string>> = {
  AE: "Asia/Dubai",
  AR: "America/Argentina/Buenos_Aires",
  AT: "Europe/Vienna",
  BD: "Asia/Dhaka",
  BE: "Europe/Brussels",
  BG: "Europe/Sofia",
  BH: "Asia/Bahrain",
  BO: "America/La_Paz",
  CH: "Europe/Zurich",
  CN: "Asia/Shanghai",
  CO: "America/Bogota",
  CR: "America/Costa_Rica",
  CY: "Asia/Nicosia",
  CZ: "Europe/Prague",
  DE: "Europe/Berlin",
  DK: "Europe/Copenhagen",
  DO: "America/Santo_Domingo",
  EE: "Europe/Tallinn",
  EG: "Africa/Cairo",
  FI: "Europe/Helsinki",
  FR: "Europe/Paris",
  GB: "Europe/London",
  GH: "Africa/Accra",
  GR: "Europe/Athens",
  GT: "America/Guatemala",
  HK: "Asia/Hong_Kong",
  HR: "Europe/Zagreb",
  HU: "Europe/Budapest",
  IE: "Europe/Dublin",
  IL: "Asia/Jerusalem",
  IN: "Asia/Kolkata",
  IS: "Atlantic/Reykjavik",
  IT: "Europe/Rome",
  JM: "America/Jamaica",
  JO: "Asia/Amman",
  JP: "Asia/Tokyo",
  KE: "Africa/Nairobi",
  KR: "Asia/Seoul",
  KW: "Asia/Kuwait",
  LB: "Asia/Beirut",
  LK: "Asia/Colombo",
  LT: "Europe/Vilnius",
  LU: "Europe/Luxembourg",
  LV: "Europe/Riga",
  MA: "Africa/Casablanca",
  MT: "Europe/Malta",
  MY: "Asia/Kuala_Lumpur",
  NG: "Africa/Lagos",
  NL: "Europe/Amsterdam",
  NO: "Europe/Oslo",
  NP: "Asia/Kathmandu",
  NZ: "Pacific/Auckland",
  OM: "Asia/Muscat",
  PA: "America/Panama",
  PE: "America/Lima",
  PH: "Asia/Manila",
  PK: "Asia/Karachi",
  PL: "Europe/Warsaw",
  PY: "America/Asuncion",
  QA: "Asia/Qatar",
  RO: "Europe/Bucharest",
  RS: "Europe/Belgrade",
  SA: "Asia/Riyadh",
  SE: "Europe/Stockholm",
  SG: "Asia/Singapore",
  SI: "Europe/Ljubljana",
  SK: "Europe/Bratislava",
  TH: "Asia/Bangkok",
  TN: "Africa/Tunis",
  TR: "Europe/Istanbul",
  TW: "Asia/Taipei",
  UA: "Europe/Kyiv",
  UY: "America/Montevideo",
  VE: "America/Caracas",
  VN: "Asia/Ho_Chi_Minh",
  ZA: "Africa/Johannesburg",
};

/** Calling codes of countries above; +1, +7 and others that several share are left out. */
const COUNTRY_OF_PREFIX: Readonly<Record<string, string>> = {
  "20": "EG",
  "27": "ZA",
  "30": "GR",
  "31": "NL",
  "32": "BE",
  "33": "FR",
  "36": "HU",
  "40": "RO",
  "41": "CH",
  "43": "AT",
  "44": "GB",
  "45": "DK",
  "46": "SE",
  "47": "NO",
  "48": "PL",
  "49": "DE",
  "51": "PE",
  "54": "AR",
  "57": "CO",
  "58": "VE",
  "60": "MY",
  "63": "PH",
  "64": "NZ",
  "65": "SG",
  "66": "TH",
  "81": "JP",
  "82": "KR",
  "84": "VN",
  "86": "CN",
  "90": "TR",
  "91": "IN",
  "92": "PK",
  "94": "LK",
  "212": "MA",
  "216": "TN",
  "233": "GH",
  "234": "NG",
  "254": "KE",
  "352": "LU",
  "353": "IE",
  "354": "IS",
  "356": "MT",
  "357": "CY",
  "358": "FI",
  "359": "BG",
  "370": "LT",
  "371": "LV",
  "372": "EE",
  "380": "UA",
  "381": "RS",
  "385": "HR",
  "386": "SI",
  "420": "CZ",
  "421": "SK",
  "502": "GT",
  "506": "CR",
  "507": "PA",
  "591": "BO",
  "595": "PY",
  "598": "UY",
  "852": "HK",
  "880": "BD",
  "886": "TW",
  "961": "LB",
  "962": "JO",
  "965": "KW",
  "966": "SA",
  "968": "OM",
  "971": "AE",
  "972": "IL",
  "973": "BH",
  "974": "QA",
  "977": "NP",
};
