/** From the cells of a row to what it says, or to what is wrong with it. */
import { FIELDS, type ImportKind, type Mapping } from "./import-kinds.ts";
import {
  type CellResult,
  type CellStyle,
  readChoice,
  readCountry,
  readCurrency,
  readCustomerId,
  readDecimal,
  readInstant,
  readLanguage,
  readPoints,
  readQuantity,
  readTags,
  readText,
} from "./read-cells.ts";

/** Who a row is about. */
export interface RowPerson {
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
}

/** What is wrong with a row. `line` counts the lines of the file, the heading being line 1. */
export interface RowError {
  line: number;
  field: string;
  message: string;
}

/** Of so many rows it is kept what is wrong with them; more have one fault in common, and the page says that there are more. */
export const MAX_ROWS_EXPLAINED = 100_000;

/** Those errors that are kept, of rows that come after `failedBefore` others with problems. */
export function explained(errors: readonly RowError[], failedBefore: number): RowError[] {
  const lines = [...new Set(errors.map(({ line }) => line))].slice(
    0,
    Math.max(0, MAX_ROWS_EXPLAINED - failedBefore),
  );
  const kept = new Set(lines);
  return errors.filter(({ line }) => kept.has(line));
}

/** What became of a row that could be read and of which nothing is stored. */
export const KNOWN_ALREADY = "known";

export interface ImportRow {
  line: number;
  person: RowPerson;
  values: Readonly<Record<string, string | bigint | Date | null>>;
}

export const CONSENT_STATES = {
  subscribed: "subscribed",
  opted_in: "subscribed",
  yes: "subscribed",
  true: "subscribed",
  "1": "subscribed",
  unsubscribed: "unsubscribed",
  opted_out: "unsubscribed",
  no: "unsubscribed",
  false: "unsubscribed",
  "0": "unsubscribed",
  suppressed: "unsubscribed",
  pending: "pending",
  never_subscribed: "not_subscribed",
  not_subscribed: "not_subscribed",
} as const;

const LEVELS = {
  single: "single_opt_in",
  single_opt_in: "single_opt_in",
  double: "confirmed_opt_in",
  double_opt_in: "confirmed_opt_in",
  confirmed: "confirmed_opt_in",
  confirmed_opt_in: "confirmed_opt_in",
  unknown: "unknown",
} as const;

/** How other platforms call the states of an order. */
const FINANCIAL_STATES = {
  paid: "paid",
  complete: "paid",
  completed: "paid",
  processing: "paid",
  shipped: "paid",
  delivered: "paid",
  closed: "paid",
  pending: "pending",
  pending_payment: "pending",
  awaiting_payment: "pending",
  unpaid: "pending",
  on_hold: "pending",
  new: "pending",
  authorized: "authorized",
  partially_paid: "partially_paid",
  partially_refunded: "partially_refunded",
  refunded: "refunded",
  voided: "voided",
  void: "voided",
  cancelled: "voided",
  canceled: "voided",
  failed: "voided",
  declined: "voided",
} as const;

const FULFILLMENT_STATES = {
  fulfilled: "fulfilled",
  shipped: "fulfilled",
  delivered: "fulfilled",
  complete: "fulfilled",
  completed: "fulfilled",
  partial: "partial",
  partially_fulfilled: "partial",
  partially_shipped: "partial",
  restocked: "restocked",
  unfulfilled: "unfulfilled",
  unshipped: "unfulfilled",
  pending: "unfulfilled",
  none: "unfulfilled",
} as const;

const CHANNELS = { email: "email", sms: "sms", text: "sms", whatsapp: "whatsapp", push: "push" } as const;

type Reader = (cell: string, style: CellStyle) => CellResult<string | bigint | Date>;

/** Readers of the fields that are more than text. */
const READERS: Readonly<Record<string, Reader>> = {
  customer_id: readCustomerId,
  points: readPoints,
  earned_at: readInstant,
  expires_at: readInstant,
  since: readInstant,
  until: readInstant,
  changed_at: readInstant,
  ordered_at: readInstant,
  known_since: readInstant,
  country: readCountry,
  language: readLanguage,
  tags: readTags,
  total: readDecimal,
  subtotal: readDecimal,
  refunded: readDecimal,
  quantity: readQuantity,
  unit_price: readDecimal,
  line_discount: readDecimal,
  order_discount: readDecimal,
  tax: readDecimal,
  shipping: readDecimal,
  presentment_total: readDecimal,
  presentment_currency: readCurrency,
  financial_status: (cell) => readChoice(cell, FINANCIAL_STATES),
  fulfillment_status: (cell) => readChoice(cell, FULFILLMENT_STATES),
  channel: (cell) => readChoice(cell, CHANNELS),
  state: (cell) => readChoice(cell, CONSENT_STATES),
  level: (cell) => readChoice(cell, LEVELS),
  currency: readCurrency,
  email: (cell) => {
    const email = cell.trim();
    return /^[^\s@]{1,128}@[^\s@]{1,250}\.[^\s@]{2,60}$/.test(email)
      ? { ok: true, value: email }
      : { ok: false, expected: "an e-mail address" };
  },
  phone: (cell) => {
    const phone = cell.trim();
    const isPhone = /^'?\+?[\d\s().-]{5,30}$/.test(phone) && phone.replaceAll(/\D/g, "").length >= 5;
    return isPhone
      ? { ok: true, value: phone.replace(/^'/, "") }
      : { ok: false, expected: "a phone number such as +44 20 7946 0000" };
  },
};

const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  "email",
  "phone",
  "first_name",
  "last_name",
  "company",
  "address1",
  "address2",
  "city",
  "postcode",
]);

/** What stood there, unless it is or could be somebody's: the line says where to look, and messages are kept unsealed. */
function quotationOf(field: string, cell: string): string {
  const isPersonal = PERSONAL_FIELDS.has(field) || /@|(?:\d[\s().-]*){7,}|\p{L}\s+\p{L}/u.test(cell);
  return isPersonal ? "" : `, got "${cell.slice(0, 60)}"`;
}

/**
 * Reads a row.
 *
 * @param cells by the file's headings
 */
export function readRow(
  kind: ImportKind,
  mapping: Mapping,
  line: number,
  cells: Readonly<Record<string, string>>,
): { row: ImportRow; errors: RowError[] } {
  const errors: RowError[] = [];
  const values: Record<string, string | bigint | Date | null> = {};
  for (const { name, isRequired } of FIELDS[kind]) {
    const column = mapping.columns[name];
    const cell = column ? (cells[column] ?? "").trim() : "";
    if (cell === "") {
      if (isRequired) errors.push({ line, field: name, message: "is empty" });
      values[name] = null;
      continue;
    }
    const result = (READERS[name] ?? readText)(cell, mapping);
    if (result.ok) values[name] = result.value;
    else {
      values[name] = null;
      errors.push({ line, field: name, message: `expected ${result.expected}${quotationOf(name, cell)}` });
    }
  }
  const person: RowPerson = {
    customerId: typeof values["customer_id"] === "bigint" ? values["customer_id"] : null,
    email: typeof values["email"] === "string" ? values["email"] : null,
    phone: typeof values["phone"] === "string" ? values["phone"] : null,
  };
  const isNamed = person.customerId !== null || person.email !== null || person.phone !== null;
  if (!isNamed && errors.every(({ field }) => !["customer_id", "email", "phone"].includes(field))) {
    errors.push({
      line,
      field: "person",
      message: "names nobody: expected an e-mail, a phone or a customer's number",
    });
  }
  return { row: { line, person, values }, errors };
}

/** What is wrong with a row whose points were over before they could be credited: nobody could have spent them any more. */
export function refuseExpired({ line, values }: ImportRow, now: Date): RowError[] {
  const expiresAt = values["expires_at"];
  if (!(expiresAt instanceof Date) || expiresAt > now) return [];
  const day = expiresAt.toISOString().slice(0, 10);
  return [{ line, field: "expires_at", message: `expired on ${day}: points that are over are not credited` }];
}
