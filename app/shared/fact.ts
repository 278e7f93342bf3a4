/**
 * A fact: something that happened, once. Facts come from the *state* that a delivery or an import shows, never from the
 * name of a webhook, and are merged so that a shop's facts are a set union: `happenedAt` is the earliest time any source
 * implies, `data` is that of the newest state. The order, number and delay of the sources make no difference.
 */
export interface Fact {
  kind: FactKind;
  /** With `kind`, the natural key: the id of the order, the refund, the redemption … */
  key: string;
  happenedAt: Date;
  customerId: bigint | null;
  orderId: bigint | null;
  data: FactData;
  /** Age of the state that `data` was read from. */
  sourceUpdatedAt: Date;
}

export type FactKind =
  | "customer.created"
  | "customer.deleted"
  | "order.placed"
  | "order.paid"
  | "order.refunded"
  | "order.cancelled"
  | "points.adjusted"
  | "points.redeemed"
  | "points.granted"
  | "points.voided";

/** Plain JSON. Amounts in minor units and ids are decimal strings, so that no reader can round them. */
export type FactData = Record<string, string | number | boolean | null>;
