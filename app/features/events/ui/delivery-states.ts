/** Where a delivery can stand, in the order in which it gets there. */
export const DELIVERY_STATES = ["received", "processed", "ignored", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
