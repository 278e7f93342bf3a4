/** How the customers of a shop come back. */
export interface BuyingRhythm {
  /** Customers with more than one order. */
  repeatCustomers: number;
  /** Days between their orders, each customer by their own mean: what half, 80 % and 95 % of them stay under. */
  gapDays: readonly [half: number, most: number, nearlyAll: number];
  /** Orders that the most faithful quarter of them have placed, at least. */
  ordersOfTopQuarter: number;
}

export interface SuggestedThresholds {
  /** Half of the repeat customers order again within so many days. */
  medianDays: number;
  loyalFromOrders: number;
  atRiskAfterDays: number;
  lapsedAfterDays: number;
}

/** With fewer repeat customers chance would speak. */
const MIN_REPEAT_CUSTOMERS = 20;
const MAX_DAYS = 3650;

/**
 * Thresholds that fit how customers come back: at risk is who stays away for longer than 80 % of the repeat customers do,
 * lapsed who stays away for longer than 95 %. Null = too few customers came back so far.
 */
export function suggestThresholds(rhythm: BuyingRhythm): SuggestedThresholds | null {
  if (rhythm.repeatCustomers < MIN_REPEAT_CUSTOMERS) return null;
  const [half, most, nearlyAll] = rhythm.gapDays.map((days) => Math.max(1, Math.ceil(days))) as [
    number,
    number,
    number,
  ];
  const atRiskAfterDays = Math.min(most, MAX_DAYS - 1);
  return {
    medianDays: half,
    loyalFromOrders: Math.min(1000, Math.max(3, rhythm.ordersOfTopQuarter)),
    atRiskAfterDays,
    lapsedAfterDays: Math.min(MAX_DAYS, Math.max(nearlyAll, atRiskAfterDays + 1)),
  };
}
