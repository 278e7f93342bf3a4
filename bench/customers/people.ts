/** Made-up people: enough different names, some very common, and e-mail addresses at a domain that nobody has. */
import { openSync, writeSync, closeSync } from "node:fs";
import {
  type CustomerMemory,
  NOTHING_REMEMBERED,
  remember,
} from "../../app/features/customers/domain/customer-memory.ts";
import type { Address, CustomerDetails } from "../../app/features/customers/domain/customer-state.ts";
import { indexedBeginnings } from "../../app/features/customers/domain/search-words.ts";
import { emailTokenOf } from "../../app/features/orders/email-token.ts";
import type { SealedOrder } from "../../app/features/orders/domain/order-state.ts";
import type { PostalAddress } from "../../app/features/orders/domain/postal-address.ts";
import type { BlindIndex } from "../../app/features/shops/blind-index.server.ts";

export const FIRST_CUSTOMER = 7_000_000_000_000n;
export const FIRST_ORDER = 5_000_000_000_000n;
export const TAGS = ["vip", "wholesale", "newsletter", "press"];
const COUNTRIES = ["GB", "US", "DE", "FR", "NL", "CH", "IS"];

const STARTS = [
  "an",
  "be",
  "ca",
  "do",
  "el",
  "fi",
  "ga",
  "ha",
  "is",
  "jo",
  "ka",
  "lu",
  "ma",
  "ni",
  "ol",
  "pe",
  "ro",
  "sa",
  "ti",
  "vi",
];
const MIDDLES = ["la", "ri", "mo", "sta", "ne", "ber", "do", "li", "vin", "ha"];
const ENDS = ["na", "n", "ra", "el", "to", "s", "lle", "son", "ley", "man"];

/** A word of three syllables for a number. */
function wordOf(number: number): string {
  const start = STARTS[number % 20]!;
  const word = start + MIDDLES[Math.floor(number / 20) % 10]! + ENDS[Math.floor(number / 200) % 10]!;
  return word[0]!.toUpperCase() + word.slice(1);
}

/** A number from 0 to below 1 that looks random and is the same in every run. */
export function noise(number: number, salt: number): number {
  let mixed = Math.imul(number ^ (salt * 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** Few names are frequent, many are rare. */
const skewed = (number: number, salt: number, of: number) => Math.floor(noise(number, salt) ** 2 * of);

export function detailsOf(number: number): CustomerDetails {
  const firstName = wordOf(skewed(number, 1, 600));
  const lastName = wordOf(skewed(number, 2, 1_900)) + wordOf(skewed(number, 3, 40)).toLowerCase();
  const phone = `+4477009${String(number % 1_000_000).padStart(6, "0")}`;
  const name = `${firstName} ${lastName}`;
  const address = { company: null, address1: `${1 + (number % 200)} High Street`, address2: null };
  const place = {
    city: "Exampleton",
    zip: "EX1 1EX",
    province: "England",
    provinceCode: "ENG",
    countryCode: "GB",
  };
  return {
    email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase(),
    phone: number % 3 === 0 ? phone : null,
    firstName,
    lastName,
    note: null,
    addresses: [
      {
        id: String(FIRST_CUSTOMER + BigInt(number)),
        name,
        ...address,
        ...place,
        phone: null,
        isDefault: true,
      },
    ],
  };
}

/** A customer as the product remembers one after the import. */
function memoryOf(number: number, tags: string[], createdAt: Date): CustomerMemory {
  const { addresses, ...details } = detailsOf(number);
  return remember(NOTHING_REMEMBERED, {
    ...details,
    id: FIRST_CUSTOMER + BigInt(number),
    accountState: "disabled",
    defaultAddress: addresses[0]!,
    addresses,
    locale: "en",
    tags,
    verifiedEmail: true,
    taxExempt: false,
    createdAt,
    updatedAt: createdAt,
  });
}

/** What is personal about an order: who it goes to, and where its parcel, of the same number, can be followed. */
function contactOf(number: number): SealedOrder {
  const { email, phone, firstName, lastName, addresses } = detailsOf(number);
  const { name, company, address1, address2, city, zip, provinceCode, countryCode }: Address = addresses[0]!;
  const place = {
    name,
    firstName,
    lastName,
    company,
    address1,
    address2,
    city,
    zip,
    provinceCode,
    countryCode,
  };
  const address: PostalAddress = { ...place, phone };
  const tracking = {
    parcelId: (FIRST_ORDER + BigInt(number)).toString(),
    company: "Example Post",
    number: `EX${number}GB`,
    url: `https://tracking.example.com/EX${number}GB`,
  };
  return {
    email,
    phone,
    shippingAddress: address,
    billingAddress: address,
    note: null,
    tracking: [tracking],
  };
}

/**
 * Writes what is personal about orders as PostgreSQL's COPY reads it: order_id, sealed, email_token.
 *
 * @param seal seals it for the order's own place, as the product does
 */
export function writeContacts(
  file: string,
  numbers: { from: number; to: number },
  index: BlindIndex,
  seal: (contact: SealedOrder, orderId: bigint) => Buffer,
): void {
  const out = openSync(file, "w", 0o644);
  let lines: string[] = [];
  for (let number = numbers.from; number < numbers.to; number += 1) {
    const id = FIRST_ORDER + BigInt(number);
    const contact = contactOf(number);
    const sealed = seal(contact, id).toString("hex");
    lines.push(`${id}\t\\\\x${sealed}\t${emailTokenOf(index, contact.email)}\n`);
    if (lines.length < LINES_PER_WRITE && number + 1 < numbers.to) continue;
    writeSync(out, lines.join(""));
    lines = [];
  }
  closeSync(out);
}

const LINES_PER_WRITE = 1_000;

export const tagsOf = (number: number): string[] =>
  TAGS.filter((_, place) => noise(number, 10 + place) < [0.02, 0.005, 0.3, 0.0005][place]!);

export const countryOf = (number: number): string => COUNTRIES[skewed(number, 4, COUNTRIES.length)]!;

/**
 * Writes customers as PostgreSQL's COPY reads them: customer_id, sealed, tokens, hash, country, tags, created.
 *
 * @param seal seals a memory for the customer's own place, as the product does
 */
export function writePeople(
  file: string,
  numbers: { from: number; to: number },
  index: BlindIndex,
  seal: (memory: CustomerMemory, id: bigint) => Buffer,
): void {
  const tokens = new Map<string, number>();
  const tokenOf = (beginning: string) => {
    let token = tokens.get(beginning);
    if (token === undefined) tokens.set(beginning, (token = index.searchToken(beginning)));
    return token;
  };
  const out = openSync(file, "w", 0o644);
  for (let number = numbers.from; number < numbers.to; number += 1) {
    const id = FIRST_CUSTOMER + BigInt(number);
    const details = detailsOf(number);
    const tags = tagsOf(number);
    const all = [
      ...indexedBeginnings(details).map(tokenOf),
      ...tags.map((tag) => index.searchToken(`tag:${tag}`)),
    ];
    const created = new Date(Date.UTC(2023, 0, 1) + Math.floor(noise(number, 5) * 1_400) * 86_400_000);
    const hash = index.stateHash(String(number)).toString("hex");
    const sealed = seal(memoryOf(number, tags, created), id);
    const cells = [id, `\\\\x${sealed.toString("hex")}`, `{${all}}`, `\\\\x${hash}`];
    writeSync(out, `${[...cells, countryOf(number), `{${tags}}`, created.toISOString()].join("\t")}\n`);
  }
  closeSync(out);
}
