import type { OrderState } from "./order-state.ts";

/** Pieces of an order's line: ids and amounts as decimal text, so that they pass through JSON whole. */
export interface PartLine {
  lineId: string;
  quantity: number;
}

/** A discount of an order and what it took off, lines and shipping together. */
export interface OrderDiscount {
  kind: "code" | "automatic" | "manual" | "script";
  /** The code, or the title of one without a code. */
  name: string;
  amountMinor: string;
}

/**
 * What belongs to an order besides its lines, as its newest state shows it. When a refund was made, a parcel sent and how
 * far a return is, the facts say; nothing personal stands here.
 */
export interface OrderParts {
  discounts: OrderDiscount[];
  refunds: {
    id: string;
    /** Money, with tax and shipping. */
    paidBackMinor: string;
    shippingMinor: string;
    taxMinor: string;
    lines: PartLine[];
  }[];
  parcels: { id: string; lines: PartLine[] }[];
  /** `reason`: Shopify's word or the merchant's own: wrong_item, defective, size_too_small … */
  returns: { id: string; lines: (PartLine & { reason: string | null })[] }[];
}

/** One spelling of a reason, which Shopify writes as WRONG_ITEM, wrong_item or wrong-item. */
export function returnReasonOf(word: string | null | undefined): string | null {
  return word?.toLowerCase().replaceAll("-", "_") || null;
}

/** Where a parcel can be followed. Leads to an address, so it is kept sealed. */
export interface ParcelTracking {
  parcelId: string;
  company: string | null;
  number: string;
  url: string | null;
}

/** The parts of a state, the same whichever order Shopify lists them in. */
export function partsOf(
  order: Pick<OrderState, "discounts" | "refunds" | "parcels" | "returns">,
): OrderParts {
  return {
    discounts: order.discounts.toSorted((a, b) => compare(`${a.kind} ${a.name}`, `${b.kind} ${b.name}`)),
    refunds: byId(order.refunds).map(({ id, paidBackMinor, shippingMinor, taxMinor, lines }) => ({
      id: id.toString(),
      paidBackMinor: paidBackMinor.toString(),
      shippingMinor: shippingMinor.toString(),
      taxMinor: taxMinor.toString(),
      lines: byLine(lines),
    })),
    parcels: byId(order.parcels).map(({ id, lines }) => ({ id: id.toString(), lines: byLine(lines) })),
    returns: byId(order.returns).map(({ id, lines }) => ({ id: id.toString(), lines: byLine(lines) })),
  };
}

/** The tracking numbers of all parcels. */
export function trackingOf({ parcels }: Pick<OrderState, "parcels">): ParcelTracking[] {
  return byId(parcels).flatMap(({ tracking }) => tracking);
}

/** A part of a discount: what it took off one line or the shipping. */
export interface DiscountShare {
  kind: string;
  name: string | null;
  amountMinor: bigint;
}

const KINDS: Readonly<Record<string, OrderDiscount["kind"]>> = {
  discount_code: "code",
  DiscountCodeApplication: "code",
  automatic: "automatic",
  AutomaticDiscountApplication: "automatic",
  script: "script",
  ScriptDiscountApplication: "script",
};

/** Adds the shares of each discount up. Shopify's words for the kind are those of a webhook or of the Admin API. */
export function discountsFrom(shares: readonly DiscountShare[]): OrderDiscount[] {
  const sums = new Map<string, OrderDiscount>();
  for (const { kind: word, name, amountMinor } of shares) {
    const kind = KINDS[word] ?? "manual";
    const key = `${kind} ${name}`;
    const before = BigInt(sums.get(key)?.amountMinor ?? "0");
    sums.set(key, { kind, name: name ?? "", amountMinor: (before + amountMinor).toString() });
  }
  return [...sums.values()].filter(({ amountMinor }) => amountMinor !== "0");
}

/** Lines as a fact keeps them: "line:pieces line:pieces". */
export function textOfLines(lines: readonly PartLine[]): string {
  return byLine(lines)
    .map(({ lineId, quantity }) => `${lineId}:${quantity}`)
    .join(" ");
}

/** The lines that {@link textOfLines} wrote. */
export function linesFromText(text: string): PartLine[] {
  return text.split(" ").flatMap((part) => {
    const [lineId, quantity] = part.split(":");
    return lineId && quantity ? [{ lineId, quantity: Number(quantity) }] : [];
  });
}

const byId = <T extends { id: bigint }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const byLine = <T extends PartLine>(lines: readonly T[]): T[] =>
  lines.toSorted((a, b) => compare(a.lineId, b.lineId) || a.quantity - b.quantity);

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
