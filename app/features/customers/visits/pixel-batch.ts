import { z } from "zod";

/**
 * What the web pixel sends, read with distrust: anybody can post it. Unknown fields are dropped, an event that cannot be
 * read is left out, and every text is bounded in length.
 */

export const MAX_PIXEL_BODY_BYTES = 64 * 1024;
export const MAX_EVENTS_PER_BATCH = 25;
/** Longest search text that is kept. */
const MAX_QUERY_CHARS = 120;
const MAX_MARK_CHARS = 100;
const MAX_PATH_CHARS = 200;

const VISIT_EVENTS = [
  "page_viewed",
  "product_viewed",
  "collection_viewed",
  "search_submitted",
  "product_added_to_cart",
  "product_removed_from_cart",
  "cart_viewed",
  "checkout_started",
  "checkout_completed",
] as const;

const CONTROL = /\p{Cc}+/gu;
/** What people type by mistake and what must not be kept in the clear: e-mail addresses, phone and card numbers. */
const PERSONAL = /@|(?:\d[\s().+/-]*){7,}/;

const ADDRESS = /@|%40/;

/** A short text without control characters; null when it is empty or looks personal. */
function plainText(text: string, maxChars: number, personal: RegExp): string | null {
  const clean = text.replace(CONTROL, " ").trim().slice(0, maxChars).toWellFormed();
  return clean === "" || personal.test(clean) ? null : clean;
}

/** Missing, malformed and null alike: an optional field never costs the whole event. */
const lenient = <T>(schema: z.ZodType<T>) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);
const shortText = (maxChars: number, personal: RegExp) =>
  lenient(z.string().max(2_000)).transform((text) =>
    text === null ? null : plainText(text, maxChars, personal),
  );
/** A campaign's mark; numbers are usual there. */
const mark = shortText(MAX_MARK_CHARS, ADDRESS);

/** Shopify's number, as text, as a number or within a global id. */
const shopifyId = lenient(
  z
    .union([z.string().regex(/^(gid:\/\/shopify\/\w+\/)?\d{1,19}$/), z.number().int().nonnegative()])
    .transform((id) => String(id).replace(/^.*\//, "")),
);

/** `gid://shopify/Cart/c1-abc?key=…` → `c1-abc`, as webhooks name the cart. */
const token = lenient(
  z
    .string()
    .max(400)
    .transform((text) => text.replace(/^gid:\/\/shopify\/\w+\//, "").replace(/\?.*$/, ""))
    .refine((text) => /^[\w-]{8,128}$/.test(text)),
);

const count = lenient(z.number().int().min(0).max(1_000_000));
const PUBLIC_PAGES = new Set(["blogs", "cart", "collections", "pages", "policies", "products", "search"]);

/** The path of a public page; of the others (accounts, orders, checkouts) the first part only, since they hold tokens. */
export function plainPath(path: string): string {
  const clean = path.replace(/[?#].*$/, "").replace(CONTROL, "");
  const parts = clean.split("/").filter((part) => part !== "");
  const at = /^[a-z]{2}(-[a-z]{2})?$/i.test(parts[0] ?? "") ? 1 : 0;
  const kept = PUBLIC_PAGES.has(parts[at] ?? "") ? parts : parts.slice(0, at + 1);
  const shown = kept.map((part) => (ADDRESS.test(part) ? "…" : part));
  return `/${shown.join("/")}`.slice(0, MAX_PATH_CHARS).toWellFormed();
}

const VisitEvent = z.object({
  id: z.string().regex(/^[\w-]{8,100}$/),
  name: z.enum(VISIT_EVENTS),
  at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  path: lenient(z.string().max(4_000)).transform((path) => (path === null ? null : plainPath(path))),
  referrer: lenient(z.string().regex(/^[a-z0-9.-]{1,253}$/i)),
  utm_source: mark,
  utm_medium: mark,
  utm_campaign: mark,
  utm_content: mark,
  utm_term: mark,
  product: shopifyId,
  variant: shopifyId,
  collection: shopifyId,
  query: shortText(MAX_QUERY_CHARS, PERSONAL),
  found: count,
  quantity: count,
  items: count,
  amount: lenient(z.number().min(0).max(1e12)),
  currency: lenient(z.string().regex(/^[A-Z]{3}$/)),
  cart: token,
  checkout: token,
  /** placement.product[.item…]: the recommendation that was followed. */
  pr: lenient(z.string().regex(/^[a-z_]{1,30}(\.\d{1,18}){1,12}$/)),
});

/** One event of a visitor. */
export type VisitEvent = z.output<typeof VisitEvent>;

const signed = lenient(z.string().regex(/^[\w.-]{20,300}$/));

const Batch = z.object({
  v: z.literal(1),
  account: z.string().max(200),
  client: z.string().regex(/^[\w-]{8,100}$/),
  customer: shopifyId.transform((id) => (id === null ? null : BigInt(id))),
  consent: z.object({
    analytics: z.boolean(),
    marketing: z.boolean(),
    preferences: z.boolean(),
    saleOfData: z.boolean(),
  }),
  sentAt: z.number().int().min(0).max(8.64e15),
  cart: token,
  click: signed,
  login: signed,
  events: z.array(z.unknown()).max(MAX_EVENTS_PER_BATCH),
});

/** What one request of the pixel holds. */
export type PixelBatch = Omit<z.output<typeof Batch>, "events"> & { events: VisitEvent[] };

/** Reads a request's text; null when it is none of the pixel's. */
export function readPixelBatch(text: string): PixelBatch | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const read = Batch.safeParse(json);
  if (!read.success) return null;
  const events = read.data.events.flatMap((event) => {
    const shown = VisitEvent.safeParse(event);
    return shown.success ? [shown.data] : [];
  });
  return { ...read.data, events };
}
