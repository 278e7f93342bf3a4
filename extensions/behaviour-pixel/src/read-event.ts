/**
 * What is kept of Shopify's standard events: ids, amounts, the words of a search, the path of a page. No name, no
 * address, no e-mail, no title. Everything may be missing: a theme or a checkout can leave out any of it.
 */

interface Money {
  amount?: number | null;
  currencyCode?: string | null;
}

interface ProductVariant {
  id?: string | null;
  price?: Money | null;
  product?: { id?: string | null } | null;
}

interface CartLine {
  cost?: { totalAmount?: Money | null } | null;
  merchandise?: ProductVariant | null;
  quantity?: number | null;
}

interface Cart {
  id?: string | null;
  cost?: { totalAmount?: Money | null } | null;
  totalQuantity?: number | null;
}

interface Checkout {
  token?: string | null;
  totalPrice?: Money | null;
  lineItems?: { quantity?: number | null }[] | null;
}

interface EventData {
  productVariant?: ProductVariant | null;
  collection?: { id?: string | null } | null;
  searchResult?: { query?: string | null; productVariants?: unknown[] | null } | null;
  cartLine?: CartLine | null;
  cart?: Cart | null;
  checkout?: Checkout | null;
}

/** A standard event as far as the pixel reads it. */
export interface StandardEvent {
  id: string;
  clientId: string;
  name: string;
  timestamp: string;
  context?: { document?: { location?: { pathname?: string; search?: string }; referrer?: string } };
  data?: EventData | null;
}

type Field = string | number | null | undefined;

/** An event as it is sent. Fields that are missing are left out of the JSON. */
export interface SentEvent {
  id: string;
  name: string;
  at: string;
  [field: string]: Field;
}

const money = (price?: Money | null) => ({ amount: price?.amount, currency: price?.currencyCode });

const variant = (shown?: ProductVariant | null) => ({ product: shown?.product?.id, variant: shown?.id });

const cartLine = ({ cartLine: line }: EventData) => ({
  ...variant(line?.merchandise),
  quantity: line?.quantity,
  ...money(line?.cost?.totalAmount),
});

const checkout = ({ checkout: shown }: EventData) => ({
  checkout: shown?.token,
  items: shown?.lineItems?.reduce((sum, line) => sum + (line.quantity ?? 0), 0),
  ...money(shown?.totalPrice),
});

/** Each event that is collected, and what of its data. */
const READERS: Record<string, (data: EventData) => Record<string, Field>> = {
  page_viewed: () => ({}),
  product_viewed: ({ productVariant }) => ({ ...variant(productVariant), ...money(productVariant?.price) }),
  collection_viewed: ({ collection }) => ({ collection: collection?.id }),
  search_submitted: ({ searchResult }) => ({
    query: searchResult?.query,
    found: searchResult?.productVariants?.length,
  }),
  product_added_to_cart: cartLine,
  product_removed_from_cart: cartLine,
  cart_viewed: ({ cart }) => ({
    cart: cart?.id,
    items: cart?.totalQuantity,
    ...money(cart?.cost?.totalAmount),
  }),
  checkout_started: checkout,
  checkout_completed: checkout,
};

export const COLLECTED = Object.keys(READERS);

/** Which marks of a campaign an address may carry on. */
const UTM = /[?&]utm_(source|medium|campaign|content|term)=([^&#]{1,150})/g;

/** A part of an address as text; one that is broken stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

/** Where a page lies and where its visitor came from: no query but the campaign's, no token of an order or a checkout. */
function pageOf({ context }: StandardEvent): Record<string, Field> {
  const { location, referrer } = context?.document ?? {};
  const page: Record<string, Field> = {
    path: (location?.pathname ?? "").replace(/\/(account|checkouts?|orders)\/.*$/, "/$1"),
    referrer: /^https?:\/\/([^/:?#]+)/.exec(referrer ?? "")?.[1],
  };
  for (const [, name, value] of (location?.search ?? "").matchAll(UTM)) page[`utm_${name}`] = decoded(value!);
  return page;
}

/** Which recommendation was followed to get here: the placement, the product beside which it stood, and what was added. */
function followed({ context }: StandardEvent): string | undefined {
  return /[?&]pr=([a-z_]{1,30}(?:\.\d{1,18}){1,12})(?:[&#]|$)/.exec(
    context?.document?.location?.search ?? "",
  )?.[1];
}

/** What is sent of an event. */
export function readEvent(event: StandardEvent): SentEvent {
  const { id, name, timestamp } = event;
  return {
    id,
    name,
    at: timestamp,
    ...READERS[name]?.(event.data ?? {}),
    ...(name === "page_viewed" ? pageOf(event) : {}),
    ...(name === "page_viewed" || name === "product_viewed" ? { pr: followed(event) } : {}),
  };
}

/** The token that a link in one of our messages carries; the app made and checks it. */
export function clickTokenOf({ context }: StandardEvent): string | undefined {
  return /[?&]pk=([\w.-]{20,300})/.exec(context?.document?.location?.search ?? "")?.[1];
}
