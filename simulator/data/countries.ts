/** Countries of the source data: their name and code at Shopify, and the language and names of their people. */
import type { Faker } from "@faker-js/faker";
import { faker as da } from "@faker-js/faker/locale/da";
import { faker as de } from "@faker-js/faker/locale/de";
import { faker as deAT } from "@faker-js/faker/locale/de_AT";
import { faker as deCH } from "@faker-js/faker/locale/de_CH";
import { faker as en } from "@faker-js/faker/locale/en";
import { faker as enAU } from "@faker-js/faker/locale/en_AU";
import { faker as enCA } from "@faker-js/faker/locale/en_CA";
import { faker as enGB } from "@faker-js/faker/locale/en_GB";
import { faker as enIE } from "@faker-js/faker/locale/en_IE";
import { faker as es } from "@faker-js/faker/locale/es";
import { faker as fi } from "@faker-js/faker/locale/fi";
import { faker as fr } from "@faker-js/faker/locale/fr";
import { faker as frBE } from "@faker-js/faker/locale/fr_BE";
import { faker as it } from "@faker-js/faker/locale/it";
import { faker as ja } from "@faker-js/faker/locale/ja";
import { faker as nb } from "@faker-js/faker/locale/nb_NO";
import { faker as nl } from "@faker-js/faker/locale/nl";
import { faker as pl } from "@faker-js/faker/locale/pl";
import { faker as ptBR } from "@faker-js/faker/locale/pt_BR";
import { faker as ptPT } from "@faker-js/faker/locale/pt_PT";
import { faker as sv } from "@faker-js/faker/locale/sv";

export interface Country {
  name: string;
  /** ISO 3166-1 alpha-2. */
  code: string;
  /** BCP 47, as in a customer's `locale`. */
  language: string;
  faker: Faker;
}

/** By the name in the source. Countries without names of their own in faker take English ones. */
const COUNTRIES: Record<string, Country> = {
  "United Kingdom": { name: "United Kingdom", code: "GB", language: "en", faker: enGB },
  "Channel Islands": { name: "Jersey", code: "JE", language: "en", faker: enGB },
  EIRE: { name: "Ireland", code: "IE", language: "en", faker: enIE },
  Germany: { name: "Germany", code: "DE", language: "de", faker: de },
  Austria: { name: "Austria", code: "AT", language: "de", faker: deAT },
  Switzerland: { name: "Switzerland", code: "CH", language: "de", faker: deCH },
  France: { name: "France", code: "FR", language: "fr", faker: fr },
  Belgium: { name: "Belgium", code: "BE", language: "fr", faker: frBE },
  Spain: { name: "Spain", code: "ES", language: "es", faker: es },
  Italy: { name: "Italy", code: "IT", language: "it", faker: it },
  Netherlands: { name: "Netherlands", code: "NL", language: "nl", faker: nl },
  Portugal: { name: "Portugal", code: "PT", language: "pt-PT", faker: ptPT },
  Brazil: { name: "Brazil", code: "BR", language: "pt-BR", faker: ptBR },
  Sweden: { name: "Sweden", code: "SE", language: "sv", faker: sv },
  Denmark: { name: "Denmark", code: "DK", language: "da", faker: da },
  Norway: { name: "Norway", code: "NO", language: "nb", faker: nb },
  Finland: { name: "Finland", code: "FI", language: "fi", faker: fi },
  Poland: { name: "Poland", code: "PL", language: "pl", faker: pl },
  Japan: { name: "Japan", code: "JP", language: "ja", faker: ja },
  Australia: { name: "Australia", code: "AU", language: "en", faker: enAU },
  Canada: { name: "Canada", code: "CA", language: "en", faker: enCA },
  USA: { name: "United States", code: "US", language: "en", faker: en },
  Cyprus: { name: "Cyprus", code: "CY", language: "en", faker: en },
  Greece: { name: "Greece", code: "GR", language: "en", faker: en },
  Malta: { name: "Malta", code: "MT", language: "en", faker: en },
  Israel: { name: "Israel", code: "IL", language: "en", faker: en },
  Iceland: { name: "Iceland", code: "IS", language: "en", faker: en },
  Singapore: { name: "Singapore", code: "SG", language: "en", faker: en },
  "Hong Kong": { name: "Hong Kong SAR", code: "HK", language: "en", faker: en },
  "Czech Republic": { name: "Czechia", code: "CZ", language: "en", faker: en },
  Bahrain: { name: "Bahrain", code: "BH", language: "en", faker: en },
  Lebanon: { name: "Lebanon", code: "LB", language: "en", faker: en },
  Lithuania: { name: "Lithuania", code: "LT", language: "en", faker: en },
  "Saudi Arabia": { name: "Saudi Arabia", code: "SA", language: "en", faker: en },
  "United Arab Emirates": { name: "United Arab Emirates", code: "AE", language: "en", faker: en },
};

/** The country as the source names it; the shop's own where the source leaves it open. */
export function countryOf(sourceName: string): Country {
  const home = { name: "United Kingdom", code: "GB", language: "en", faker: enGB };
  return COUNTRIES[sourceName] ?? home;
}
