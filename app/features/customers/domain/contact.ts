/**
 * E-mails and phone numbers as people are recognised by them: one form for each, however it was written. What is shown
 * stays as it was written; what has no certain form recognises nobody.
 */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** What a shop decides about recognising people. */
export interface ContactRules {
  /** Where numbers without a country code belong, e.g. GB; null = such numbers recognise nobody. */
  countryCode: string | null;
  /** Whether alex+shoes@… and alex@… are one person. */
  foldsPlusAddresses: boolean;
}

const LONGEST_EMAIL = 254;
const LONGEST_LOCAL_PART = 64;
const LONGEST_PHONE = 40;

/** Characters that are not seen, or that turn the direction of writing: nobody types them, but forgers do. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The form of an e-mail that recognises a person; null when it is no e-mail. Letters that only look alike (Latin a,
 * Cyrillic а) stay different people.
 */
export function normaliseEmail(written: string | null, rules: ContactRules): string | null {
  if (written === null || written.length > 4 * LONGEST_EMAIL) return null;
  const email = written.trim().normalize("NFC");
  const at = email.lastIndexOf("@");
  if (at < 1 || email.length > LONGEST_EMAIL || HIDDEN.test(email) || /[\s<>(),;:"\\[\]]/u.test(email))
    return null;
  const local = email.slice(0, at).toLowerCase();
  const domain = normaliseDomain(email.slice(at + 1));
  if (domain === null || local.length > LONGEST_LOCAL_PART || local.includes("@")) return null;
  const [beforePlus] = local.split("+", 1);
  return `${rules.foldsPlusAddresses && beforePlus ? beforePlus : local}@${domain}`;
}

/** Lower case, other scripts as punycode, so that münchen.example and xn--mnchen-3ya.example are one. */
function normaliseDomain(written: string): string | null {
  const domain = written.replace(/\.$/, "");
  if (/[/?#%@:\\|^`{}]/u.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const ascii = new URL(`http://${domain}`).hostname;
  const labels = ascii.split(".");
  const isName =
    labels.length >= 2 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  // A domain whose last part is a number is an address of a machine.
  return isName && !/^\d+$/.test(labels.at(-1)!) ? ascii : null;
}

/** The number as +441234567890; null when it is none that can be called, or one that many share (an extension). */
export function normalisePhone(written: string | null, rules: ContactRules): string | null {
  const phone = readPhone(written, rules.countryCode);
  return phone?.isValid() && phone.ext === undefined ? phone.number : null;
}

/** The number without its country, as people at home write it, without a leading zero; null when it cannot be read. */
export function nationalNumber(written: string | null): string | null {
  return readPhone(written, null)?.nationalNumber ?? null;
}

function readPhone(written: string | null, countryCode: string | null) {
  if (written === null || written.length > LONGEST_PHONE || HIDDEN.test(written)) return undefined;
  const country = countryCode !== null && isSupportedCountry(countryCode) ? countryCode : undefined;
  const text = written.trim().replace(/^00(?=[1-9])/, "+");
  return parsePhoneNumberFromString(text, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country satisfies CountryCode }),
  });
}
