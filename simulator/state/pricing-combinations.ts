/**
 * Which discounts a cart gets: of all combinations that the discounts allow, the one that takes off most. Product
 * discounts are taken off first, one on each line; order discounts off what is left, all percentages of the same
 * subtotal; then the shipping.
 */
import { combine } from "./discount-status.ts";
import type { Discount, Hundredths, ShopState } from "./model.ts";
import { partOf, smaller } from "./pricing-amounts.ts";
import { type CartItem, quantityOf, totalOf } from "./pricing-items.ts";

/** A discount that this shopper may use on this cart. */
export interface Candidate {
  discount: Discount;
  /** The code as the discount spells it; null = automatic. */
  code: string | null;
  kind: "PRODUCT" | "ORDER" | "SHIPPING";
  /** Of product discounts: what it would take off each line. */
  offLines: Hundredths[];
}

export interface CartToPrice {
  shop: ShopState;
  items: CartItem[];
  shipping: Hundredths;
}

/** A discount with what it takes off. */
export interface Applied {
  candidate: Candidate;
  /** By line; of order and shipping discounts nothing. */
  offLines: Hundredths[];
  amount: Hundredths;
}

export interface Outcome {
  applied: Applied[];
  saved: Hundredths;
}

const sum = (amounts: Hundredths[]): Hundredths => amounts.reduce((total, amount) => total + amount, 0n);

/** One product discount on each line: the one that takes off most. */
function applyProducts(chosen: Candidate[], items: CartItem[]): Applied[] {
  const applied = chosen.map((candidate) => ({
    candidate,
    offLines: items.map(() => 0n),
    amount: 0n,
  }));
  for (const line of items.keys()) {
    let best: Applied | null = null;
    for (const each of applied) {
      const off = each.candidate.offLines[line] ?? 0n;
      if (off > (best?.candidate.offLines[line] ?? 0n)) best = each;
    }
    if (!best) continue;
    best.offLines[line] = best.candidate.offLines[line]!;
    best.amount += best.offLines[line];
  }
  return applied;
}

/** Minimums of order and shipping discounts are of what product discounts leave. */
function holds({ minimum }: Discount, left: Hundredths, quantity: number): boolean {
  if (minimum === null) return true;
  return minimum.kind === "subtotal" ? left >= minimum.amount : quantity >= minimum.quantity;
}

function applyToOrder(chosen: Candidate[], subtotal: Hundredths, cart: CartToPrice): Applied[] {
  const quantity = quantityOf(cart.items);
  let left = subtotal;
  return chosen.map((candidate) => {
    const { terms } = candidate.discount;
    if (terms.kind !== "basic" || !holds(candidate.discount, subtotal, quantity)) {
      return { candidate, offLines: [], amount: 0n };
    }
    const { value } = terms;
    const wanted =
      value.kind === "percentage" ? partOf(subtotal, value.fraction, cart.shop.currency) : value.amount;
    const amount = smaller(wanted, left);
    left -= amount;
    return { candidate, offLines: [], amount };
  });
}

/** What a set of discounts that combine takes off a cart. */
export function apply(chosen: Candidate[], cart: CartToPrice): Outcome {
  const of = (kind: Candidate["kind"]): Candidate[] => chosen.filter((each) => each.kind === kind);
  const products = applyProducts(of("PRODUCT"), cart.items);
  const subtotal = totalOf(cart.items) - sum(products.map((each) => each.amount));
  const order = applyToOrder(of("ORDER"), subtotal, cart);
  const left = subtotal - sum(order.map((each) => each.amount));
  const shipping = of("SHIPPING").map((candidate) => {
    const free = holds(candidate.discount, left, quantityOf(cart.items));
    return { candidate, offLines: [], amount: free ? cart.shipping : 0n };
  });
  // A cart without shipping costs yet still shows that the code is taken.
  const applied = [...products, ...order, ...shipping].filter(
    (each) =>
      each.amount > 0n ||
      (each.candidate.kind === "SHIPPING" &&
        cart.shipping === 0n &&
        holds(each.candidate.discount, left, quantityOf(cart.items))),
  );
  return { applied, saved: sum(applied.map((each) => each.amount)) };
}

/** More off; else more codes of the shopper's; else fewer discounts. */
function isBetter(left: Outcome, right: Outcome): boolean {
  if (left.saved !== right.saved) return left.saved > right.saved;
  const codes = (outcome: Outcome): number =>
    outcome.applied.filter((each) => each.candidate.code !== null).length;
  if (codes(left) !== codes(right)) return codes(left) > codes(right);
  return left.applied.length < right.applied.length;
}

/** A set of discounts being put together: what may still be added, and what was tried before. */
interface Growing {
  chosen: number[];
  open: number[];
  passed: number[];
}

/** Sets of candidates that all combine with one another. */
function friendsOf(candidates: Candidate[]): boolean[][] {
  return candidates.map((each) =>
    candidates.map((other) => each !== other && combine(each.discount, other.discount)),
  );
}

/** The sets that no discount can be added to (the maximal cliques, after Bron and Kerbosch). */
function* largestSets(friends: boolean[][], { chosen, open, passed }: Growing): Generator<number[]> {
  if (open.length === 0 && passed.length === 0) yield chosen;
  const friendly = (index: number): number[] => open.filter((other) => friends[index]![other]!);
  // Whatever goes with the pivot is found in a set with it, or with something that does not go with it.
  let [pivot, most] = [-1, -1];
  for (const index of [...open, ...passed]) {
    const count = friendly(index).length;
    if (count > most) [pivot, most] = [index, count];
  }
  const rest = new Set(open);
  const done = [...passed];
  for (const index of open) {
    if (pivot >= 0 && friends[pivot]![index]!) continue;
    rest.delete(index);
    const isFriend = (other: number): boolean => friends[index]![other]!;
    yield* largestSets(friends, {
      chosen: [...chosen, index],
      open: [...rest].filter(isFriend),
      passed: done.filter(isFriend),
    });
    done.push(index);
  }
}

function* allSets(friends: boolean[][], chosen: number[], open: number[]): Generator<number[]> {
  yield chosen;
  for (const [at, index] of open.entries()) {
    const next = open.slice(at + 1).filter((other) => friends[index]![other]!);
    yield* allSets(friends, [...chosen, index], next);
  }
}

/** A minimum that the cart reaches before discounts may be missed after them. */
const canBeSpoiled = ({ kind, discount }: Candidate): boolean =>
  kind !== "PRODUCT" && discount.minimum?.kind === "subtotal" && discount.minimum.amount > 0n;

/** How many sets are tried when leaving a discount out may be better than taking it. */
const MOST_SETS = 20_000;

/** The best combination. Ids decide between equals, so that the order of the codes does not matter. */
export function bestCombination(candidates: Candidate[], cart: CartToPrice): Outcome {
  const sorted = candidates.toSorted((a, b) => (a.discount.id < b.discount.id ? -1 : 1));
  const friends = friendsOf(sorted);
  const everyone = [...sorted.keys()];
  let best: Outcome = { applied: [], saved: 0n };
  const tryOut = (chosen: number[]): void => {
    const outcome = apply(
      sorted.filter((_each, index) => chosen.includes(index)),
      cart,
    );
    if (isBetter(outcome, best)) best = outcome;
  };
  for (const chosen of largestSets(friends, { chosen: [], open: everyone, passed: [] })) tryOut(chosen);
  if (!sorted.some(canBeSpoiled)) return best;
  let tried = 0;
  for (const chosen of allSets(friends, [], everyone)) {
    tryOut(chosen);
    tried += 1;
    if (tried >= MOST_SETS) break;
  }
  return best;
}
