import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BrowserVisitor, decideOwners } from "./decide-owners.ts";

const ANONYMOUS = -1n;
const [ANN, BEN] = [10n, 20n];

function visitor(overrides: Partial<BrowserVisitor> = {}): BrowserVisitor {
  return { id: ANONYMOUS, claims: null, isAllowed: true, ownerId: null, refusedId: null, ...overrides };
}

function decide(visitors: BrowserVisitor[], strong: bigint[], clicks: bigint[] = []) {
  return decideOwners(visitors, { strong: new Set(strong), clicks: new Set(clicks) });
}

const signedIn = (claims: bigint | "unproven") => visitor({ id: -2n, claims });

describe("whom a visitor counts as", () => {
  it.each<[string, BrowserVisitor[], bigint[], bigint[], (bigint | null)[]]>([
    ["nobody, when nobody was shown", [visitor()], [], [], [null]],
    ["the one customer of a checkout", [visitor()], [ANN], [], [ANN]],
    ["nobody, when two customers were shown", [visitor()], [ANN, BEN], [], [null]],
    ["whoever followed a link", [visitor()], [], [ANN], [ANN]],
    ["nobody, when two followed links", [visitor()], [], [ANN, BEN], [null]],
    ["the one who checked out, not the one whose link was passed on", [visitor()], [BEN], [ANN], [BEN]],
    ["nobody by a claim alone", [signedIn("unproven")], [], [], [null]],
    [
      "each account its own, what was before nobody's",
      [visitor(), signedIn(ANN)],
      [ANN, BEN],
      [],
      [null, ANN],
    ],
    ["the account and what came before it", [visitor(), signedIn(ANN)], [ANN], [], [ANN, ANN]],
    [
      "nobody, when an account is claimed that nothing speaks for",
      [visitor(), signedIn("unproven")],
      [ANN],
      [],
      [null, null],
    ],
    ["nobody new without consent", [visitor({ isAllowed: false })], [ANN], [], [null]],
    [
      "whom it counted as, when consent was withdrawn later",
      [visitor({ isAllowed: false, ownerId: ANN })],
      [ANN],
      [],
      [ANN],
    ],
    [
      "nobody, when it was wrong, consent or not",
      [visitor({ isAllowed: false, ownerId: ANN })],
      [ANN, BEN],
      [],
      [null],
    ],
    ["never whom staff refused", [visitor({ refusedId: ANN })], [ANN], [], [null]],
  ])("is %s", (_label, visitors, strong, clicks, owners) => {
    expect([...decide(visitors, strong, clicks).values()]).toEqual(owners);
  });

  it("never is one of two customers for what nobody signed in for", () => {
    const people = fc.uniqueArray(fc.constantFrom(1n, 2n, 3n), { minLength: 2 });
    const claims = fc.array(fc.constantFrom(1n, 2n, "unproven" as const), { maxLength: 3 });
    fc.assert(
      fc.property(people, claims, (strong, claimed) => {
        const visitors = [
          visitor(),
          ...claimed.map((claim, n) => visitor({ id: BigInt(-n - 2), claims: claim })),
        ];
        expect(decide(visitors, strong).get(ANONYMOUS)).toBeNull();
      }),
    );
  });
});
