/** Recency, frequency and money: five scores each, and Shopify's eleven groups. */
import type { RFM_GROUPS } from "./attributes.ts";

export type RfmGroup = (typeof RFM_GROUPS)[number];

/** Rows: recency 5 to 1. Columns: the mean of frequency and money, 1 to 5. */
const GRID: readonly (readonly RfmGroup[])[] = [
  ["NEW", "ACTIVE", "ACTIVE", "CHAMPIONS", "CHAMPIONS"],
  ["PROMISING", "ACTIVE", "ACTIVE", "LOYAL", "LOYAL"],
  ["ALMOST_LOST", "ALMOST_LOST", "NEEDS_ATTENTION", "LOYAL", "LOYAL"],
  ["DORMANT", "DORMANT", "AT_RISK", "AT_RISK", "PREVIOUSLY_LOYAL"],
  ["DORMANT", "DORMANT", "AT_RISK", "AT_RISK", "PREVIOUSLY_LOYAL"],
];

/** The group of a cell of the grid. Scores are 1 to 5. */
export function groupOfCell(recency: number, value: number): RfmGroup {
  return GRID[5 - recency]?.[value - 1] ?? "PROSPECTS";
}

/** How often and how much together: the mean of both scores, halves rounded up. */
export function valueScore(frequency: number, monetary: number): number {
  return Math.round((frequency + monetary) / 2);
}

/** Four limits each, rising: who is above the n-th scores n + 1, and equals score alike, low. Money in minor units. */
export interface RfmLimits {
  recencyAt: readonly Date[];
  frequency: readonly number[];
  monetary: readonly bigint[];
}

export interface RfmScores {
  recency: number;
  frequency: number;
  monetary: number;
  rfmGroup: RfmGroup;
}

/** What a customer's scores are made from. */
export interface Bought {
  ordersCount: number;
  lastOrderAt: Date | null;
  netMinor: bigint;
  /** The customer wants no automated decisions, so nobody scores them. */
  isOptedOut: boolean;
}

/** The scores of a customer by a shop's limits; null = no order yet, no limits yet, or the customer wants none. */
export function scoresOf(bought: Bought, limits: RfmLimits | null): RfmScores | null {
  if (!limits || bought.isOptedOut || bought.ordersCount === 0 || !bought.lastOrderAt) return null;
  const recency = above(limits.recencyAt, bought.lastOrderAt);
  const frequency = above(limits.frequency, bought.ordersCount);
  const monetary = above(limits.monetary, bought.netMinor);
  return {
    recency,
    frequency,
    monetary,
    rfmGroup: groupOfCell(recency, valueScore(frequency, monetary)),
  };
}

function above<T extends Date | number | bigint>(limits: readonly T[], value: T): number {
  return 1 + limits.filter((limit) => value > limit).length;
}

/** Whether two sets of scores say the same. */
export function sameScores(one: RfmScores | null, other: RfmScores | null): boolean {
  return (
    one?.recency === other?.recency &&
    one?.frequency === other?.frequency &&
    one?.monetary === other?.monetary
  );
}
