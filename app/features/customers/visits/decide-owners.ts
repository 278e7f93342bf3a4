/** One visitor of a browser: everybody who was not signed in, or one account that the browser says was signed in. */
export interface BrowserVisitor {
  id: bigint;
  /**
   * Whom the browser claims was signed in: `null` = nobody, `"unproven"` = an account that nothing else speaks for, an
   * id = that customer, whom something else speaks for.
   */
  claims: bigint | "unproven" | null;
  /** Whether the visitor allows analytics today. */
  isAllowed: boolean;
  /** Whom the visitor counts as today. */
  ownerId: bigint | null;
  /** Whom staff said it is not. */
  refusedId: bigint | null;
}

/** Who was seen in one browser, by signals that a browser cannot forge. */
export interface BrowserProofs {
  /** By a cart or a checkout that Shopify named the customer of, or by Shopify's word that they are signed in. */
  strong: ReadonlySet<bigint>;
  /** By following a link that was sent to them; a mail can be passed on. */
  clicks: ReadonlySet<bigint>;
}

/**
 * Whom each visitor of a browser counts as. The safest rule for browsers that people share:
 *
 * - What was done while signed in belongs to that account, if anything that cannot be forged ever showed it here.
 * - What was done without signing in belongs to the one customer who was ever shown here. As soon as a second one
 *   appears, or an account is claimed that nothing speaks for, nobody can say whose it is: it belongs to nobody.
 * - A link in a message counts only where nothing stronger is known.
 * - Without consent nobody is recognised anew.
 *
 * A function of sets: the order in which signals came makes no difference.
 */
export function decideOwners(
  visitors: readonly BrowserVisitor[],
  { strong, clicks }: BrowserProofs,
): Map<bigint, bigint | null> {
  const shown = strong.size > 0 ? strong : clicks;
  const only = shown.size === 1 ? [...shown][0]! : null;
  const isShared = visitors.some(({ claims }) => claims !== null && claims !== only);
  return new Map(
    visitors.map((visitor) => {
      const wanted =
        visitor.claims === null ? (isShared ? null : only) : signedIn(visitor.claims, strong, clicks);
      const mayHave = wanted !== null && wanted !== visitor.refusedId;
      // Consent withdrawn: nothing new is made of it; what was wrong is still put right.
      if (mayHave && !visitor.isAllowed && visitor.ownerId !== wanted) return [visitor.id, null];
      return [visitor.id, mayHave ? wanted : null];
    }),
  );
}

function signedIn(
  claims: bigint | "unproven",
  strong: ReadonlySet<bigint>,
  clicks: ReadonlySet<bigint>,
): bigint | null {
  return claims !== "unproven" && (strong.has(claims) || clicks.has(claims)) ? claims : null;
}
