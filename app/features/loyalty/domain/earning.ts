/** A version of the loyalty rules. In force from `effectiveFrom` until the next version's. */
export interface ProgrammeVersion {
  version: number;
  effectiveFrom: Date;
  /** `earnPoints` for every `earnPerMinor` spent on goods, after discounts, without shipping and tax. */
  earnPoints: number;
  earnPerMinor: number;
  /** An inactive version earns nothing: the programme is paused. */
  active: boolean;
}

/** The version in force at an instant: the newest that had begun. null = before the programme began. */
export function versionAt(versions: readonly ProgrammeVersion[], at: Date): ProgrammeVersion | null {
  let found: ProgrammeVersion | null = null;
  for (const version of versions) {
    if (version.effectiveFrom > at) continue;
    const isLater =
      !found ||
      version.effectiveFrom > found.effectiveFrom ||
      (version.effectiveFrom.getTime() === found.effectiveFrom.getTime() && version.version > found.version);
    if (isLater) found = version;
  }
  return found;
}

/** Points for goods worth so much, rounded down to whole points. */
export function pointsForGoods(
  version: Pick<ProgrammeVersion, "earnPoints" | "earnPerMinor" | "active">,
  goodsMinor: bigint,
): bigint {
  if (!version.active || goodsMinor <= 0n) return 0n;
  return (goodsMinor * BigInt(version.earnPoints)) / BigInt(version.earnPerMinor);
}

/**
 * What remains of the points given for an order when goods of so much were given back, in all. A refund of everything
 * leaves nothing; a part leaves its share of what was *given*, rounded down, whatever the rules say today.
 */
export function pointsAfterRefunds(givenPoints: bigint, goodsMinor: bigint, refundedMinor: bigint): bigint {
  if (refundedMinor <= 0n) return givenPoints;
  if (refundedMinor >= goodsMinor) return 0n;
  return (givenPoints * (goodsMinor - refundedMinor)) / goodsMinor;
}
