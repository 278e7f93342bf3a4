/** Telephone numbers in E.164, as Shopify keeps them. */

interface NumberPlan {
  callingCode: string;
  /** The digit that stands before national numbers and is left out abroad. */
  trunk: string;
}

const plan = (callingCode: string, trunk = ""): NumberPlan => ({ callingCode, trunk });

/** Countries whose national numbers are understood; numbers with + are understood from everywhere. */
const PLANS: Record<string, NumberPlan> = {
  AE: plan("971", "0"),
  AR: plan("54", "0"),
  AT: plan("43", "0"),
  AU: plan("61", "0"),
  BE: plan("32", "0"),
  BR: plan("55", "0"),
  CA: plan("1", "1"),
  CH: plan("41", "0"),
  CN: plan("86", "0"),
  CZ: plan("420"),
  DE: plan("49", "0"),
  DK: plan("45"),
  ES: plan("34"),
  FI: plan("358", "0"),
  FR: plan("33", "0"),
  GB: plan("44", "0"),
  GR: plan("30"),
  HK: plan("852"),
  IE: plan("353", "0"),
  IL: plan("972", "0"),
  IN: plan("91", "0"),
  IT: plan("39"),
  JP: plan("81", "0"),
  KR: plan("82", "0"),
  MX: plan("52"),
  NL: plan("31", "0"),
  NO: plan("47"),
  NZ: plan("64", "0"),
  PL: plan("48"),
  PT: plan("351"),
  SE: plan("46", "0"),
  SG: plan("65"),
  TR: plan("90", "0"),
  US: plan("1", "1"),
  ZA: plan("27", "0"),
};

/** Shortest and longest numbers with their calling code; North American ones have exactly eleven digits. */
const E164 = /^\+(?:1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{7,14})$/;

/**
 * The number as E.164, or null when it is none. Numbers without + are taken for numbers of `countryCode`: the customer's
 * country or the shop's.
 */
export function normalizePhone(text: string, countryCode: string): string | null {
  const trimmed = text.trim();
  if (!/^[+\d(][\d\s().\-/+]*$/.test(trimmed) || trimmed.lastIndexOf("+") > 0) return null;
  // Many write +44 (0)20 …: the zero is only for callers at home.
  const digits = trimmed.replace(/^(\+.*?)\(0\)/, "$1").replaceAll(/\D/g, "");
  const checked = (number: string): string | null => (E164.test(number) ? number : null);
  if (trimmed.startsWith("+")) return checked(`+${digits}`);
  if (digits.startsWith("00")) return checked(`+${digits.slice(2)}`);
  const national = PLANS[countryCode];
  if (!national) return null;
  const { callingCode, trunk } = national;
  const subscriber = trunk !== "" && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  return checked(`+${callingCode}${subscriber}`);
}
