/** Which customer a guest is. A function of sets: what was told first, or twice, makes no difference. */

/** A customer who was shown with an e-mail or a phone number. */
export interface Claim {
  customerId: bigint;
  /** The earliest state of the customer that showed it. */
  since: Date;
  /** Whether the customer, or whom they were merged into, still exists. */
  isAlive: boolean;
}

/**
 * The customer who had it first; of two at one instant the one with the lower id. Whoever was deleted or erased is passed
 * over. Null = nobody: the guest stays a guest.
 */
export function ownerOfGuest(claims: readonly Claim[]): Claim | null {
  return claims
    .filter(({ isAlive, customerId }) => isAlive && customerId > 0n)
    .reduce<Claim | null>((best, claim) => (best === null || isEarlier(claim, best) ? claim : best), null);
}

function isEarlier(a: Claim, b: Claim): boolean {
  return a.since.getTime() === b.since.getTime() ? a.customerId < b.customerId : a.since < b.since;
}
