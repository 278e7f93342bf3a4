/** Two customers become one. */
import { randomUUID } from "node:crypto";
import {
  customerDeletedPayload,
  customerPayload,
  mergePayload,
} from "#simulator/webhooks/customer-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import { removeCustomer } from "./customers.ts";
import { detailChanges, purchasingSummary } from "./customers-changes.ts";
import type { MergeOverrides } from "./customers-commands.ts";
import { MAX_TAGS, readTags, withTags, sortTags } from "./customers-tags.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { noteCustomer, noteOrdersMoved, ordersOfCustomer } from "./indexes.ts";
import { metafieldKey, metafieldsOf, noteMetafield } from "./metafields-index.ts";
import type { Customer, ShopState } from "./model.ts";
import { watchSegments } from "./segments/watch.ts";

const NOTE_LENGTH = 5000;

export interface MergeBlocker {
  customerId: bigint;
  /** Shopify's `CustomerMergeErrorFieldType`. */
  field: string;
  message: string;
}

export interface MergePlan {
  kept: Customer;
  gone: Customer;
  /** What the kept customer will be. */
  result: Customer;
  blockers: MergeBlocker[];
  /** Merged values that are too long to be kept. */
  tooLong: { note: string | null; tags: string[] };
  errors: CommandError[];
}

export const nameOf = (customer: Customer): string =>
  `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? customer.phone ?? "");

function holdsGiftCards(shop: ShopState, id: bigint): boolean {
  for (const card of shop.giftCards.values()) if (card.customerId === id) return true;
  return false;
}

function holdsStoreCredit(shop: ShopState, id: bigint): boolean {
  for (const account of shop.storeCreditAccounts.values()) {
    if (account.customerId === id && (account.transactions.at(-1)?.balanceAfter ?? 0n) > 0n) return true;
  }
  return false;
}

/** What keeps a customer from being merged with anybody. */
export function mergeBlockers(shop: ShopState, customer: Customer): MergeBlocker[] {
  const name = nameOf(customer) || "Customer";
  const isErased = customer.emailMarketing.state === "REDACTED";
  const found: [holds: boolean, field: string, message: string][] = [
    [holdsGiftCards(shop, customer.id), "GIFT_CARDS", `${name} has gift cards and can’t be merged.`],
    [holdsStoreCredit(shop, customer.id), "STORE_CREDIT", `${name} has store credit and can’t be merged.`],
    [
      customer.multipassIdentifier !== null,
      "MULTIPASS_IDENTIFIER",
      `${name} has a multipass identifier and can’t be merged.`,
    ],
    [
      isErased || customer.dataErasure !== null,
      "REDACTED_AT",
      `${name} has a pending or completed redaction and can’t be merged.`,
    ],
  ];
  return found
    .filter(([holds]) => holds)
    .map(([, field, message]) => ({ customerId: customer.id, field, message }));
}

const CONSENT_RANK: Record<string, number> = { SUBSCRIBED: 2, PENDING: 1 };

const consentRank = ({ emailMarketing }: Customer): number => CONSENT_RANK[emailMarketing.state] ?? 0;

/** Which of the two stays, by the order of rules that Shopify documents for `customerMerge`. */
export function keptCustomer(one: Customer, two: Customer, overrides: MergeOverrides = {}): Customer {
  if (overrides.emailFrom === one.id) return one;
  if (overrides.emailFrom === two.id) return two;
  if (one.email === null || two.email === null) return one.email !== null ? one : two;
  const only = (state: string): Customer | null => {
    if ((one.state === state) === (two.state === state)) return null;
    return one.state === state ? one : two;
  };
  const byConsent =
    consentRank(one) === consentRank(two) ? null : consentRank(one) > consentRank(two) ? one : two;
  return only("ENABLED") ?? byConsent ?? only("INVITED") ?? two;
}

const OVERRIDES: [key: keyof MergeOverrides, field: string, has: (customer: Customer) => boolean][] = [
  ["emailFrom", "customerIdOfEmailToKeep", ({ email }) => email !== null],
  ["phoneFrom", "customerIdOfPhoneNumberToKeep", ({ phone }) => phone !== null],
  ["firstNameFrom", "customerIdOfFirstNameToKeep", ({ firstName }) => firstName !== ""],
  ["lastNameFrom", "customerIdOfLastNameToKeep", ({ lastName }) => lastName !== ""],
  ["defaultAddressFrom", "customerIdOfDefaultAddressToKeep", ({ addresses }) => addresses.length > 0],
];

function overrideErrors(one: Customer, two: Customer, overrides: MergeOverrides): CommandError[] {
  const errors: CommandError[] = [];
  for (const [key, name, has] of OVERRIDES) {
    const id = overrides[key];
    if (id === undefined || id === null) continue;
    const field = `overrideFields.${name}`;
    const chosen = [one, two].find((customer) => customer.id === id);
    if (!chosen) {
      const message = "The override attribute is invalid.";
      errors.push({ field, message, code: "OVERRIDE_ATTRIBUTE_INVALID" });
    } else if (!has(chosen)) {
      const message = "The customer is missing the attribute requested for override.";
      errors.push({ field, message, code: "MISSING_OVERRIDE_ATTRIBUTE" });
    }
  }
  return errors;
}

const mergedNote = (kept: Customer, gone: Customer): string | null =>
  [...new Set([kept.note, gone.note].filter((note) => note !== null && note !== ""))].join("\n") || kept.note;

function mergedCustomer(kept: Customer, gone: Customer, overrides: MergeOverrides): Customer {
  const from = (id: bigint | null | undefined, has: (customer: Customer) => boolean): Customer =>
    id === gone.id ? gone : id === kept.id || has(kept) ? kept : gone;
  const email = from(overrides.emailFrom, (customer) => customer.email !== null);
  const phone = from(overrides.phoneFrom, (customer) => customer.phone !== null);
  const first = from(overrides.defaultAddressFrom, (customer) => customer.addresses.length > 0);
  const rest = first === kept ? gone : kept;
  return {
    ...kept,
    email: email.email,
    emailMarketing: email.emailMarketing,
    verifiedEmail: email.verifiedEmail,
    phone: phone.phone,
    smsMarketing: phone.smsMarketing,
    firstName: from(overrides.firstNameFrom, (customer) => customer.firstName !== "").firstName,
    lastName: from(overrides.lastNameFrom, (customer) => customer.lastName !== "").lastName,
    addresses: [...first.addresses, ...rest.addresses],
    note: overrides.note ?? mergedNote(kept, gone),
    tags: overrides.tags ? sortTags(readTags(overrides.tags)) : withTags(kept.tags, gone.tags),
  };
}

const limitErrors = (message: string): CommandError[] =>
  ["customerOneId", "customerTwoId"].map((field) => ({ field, message, code: "INVALID_CUSTOMER" }));

/** What a merge of two customers would do. */
export function planMerge(
  shop: ShopState,
  one: Customer,
  two: Customer,
  overrides: MergeOverrides = {},
): MergePlan {
  const kept = keptCustomer(one, two, overrides);
  const gone = kept === one ? two : one;
  const result = mergedCustomer(kept, gone, overrides);
  const blockers = [one, two].flatMap((customer) => mergeBlockers(shop, customer));
  const manyTags = result.tags.length > MAX_TAGS;
  const longNote = (result.note ?? "").length > NOTE_LENGTH;
  return {
    kept,
    gone,
    result,
    blockers,
    tooLong: { note: longNote ? result.note : null, tags: manyTags ? result.tags : [] },
    errors: [
      ...overrideErrors(one, two, overrides),
      ...(manyTags ? limitErrors("Customers must have 250 tags or less.") : []),
      ...(longNote ? limitErrors("Customer notes must be 5,000 characters or less.") : []),
      ...blockers.map(({ customerId, field, message }) => ({
        field: customerId === one.id ? "customerOneId" : "customerTwoId",
        message,
        code: field === "GIFT_CARDS" ? "CUSTOMER_HAS_GIFT_CARDS" : "INVALID_CUSTOMER",
      })),
    ],
  };
}

/** The two customers of a merge, or what is wrong with their ids. */
export function mergeCandidates(
  shop: ShopState,
  oneId: bigint,
  twoId: bigint,
): { ok: true; one: Customer; two: Customer } | { ok: false; errors: CommandError[] } {
  const [one, two] = [shop.customers.get(oneId), shop.customers.get(twoId)];
  const missing = (field: string, id: bigint): { ok: false; errors: CommandError[] } => ({
    ok: false,
    errors: [{ field, message: `Customer does not exist with ID ${id}`, code: "INVALID_CUSTOMER_ID" }],
  });
  if (!one) return missing("customerOneId", oneId);
  if (!two) return missing("customerTwoId", twoId);
  if (one !== two) return { ok: true, one, two };
  const message = "Customers IDs should not match";
  return { ok: false, errors: [{ field: "", message, code: "INVALID_CUSTOMER_ID" }] };
}

/** Gives everything of one customer to another, but for what belongs to the record itself. */
function moveBelongings(environment: CommandEnvironment, gone: Customer, kept: Customer): void {
  const { shop, allocate } = environment;
  for (const { id } of ordersOfCustomer(shop, gone.id)) {
    const order = shop.orders.get(id)!;
    order.customerId = kept.id;
    if (order.email !== null) order.email = kept.email;
  }
  noteOrdersMoved(shop, gone.id, kept.id);
  for (const checkout of shop.checkouts.values()) {
    if (checkout.customerId === gone.id) checkout.customerId = kept.id;
  }
  for (const contract of shop.subscriptionContracts.values())
    if (contract.customerId === gone.id) contract.customerId = kept.id;
  for (const cart of shop.carts.values()) if (cart.customerId === gone.id) cart.customerId = kept.id;
  for (const { context } of shop.discounts.values()) {
    if (context.kind !== "customers" || !context.customerIds.includes(gone.id)) continue;
    const others = context.customerIds.filter((id) => id !== gone.id && id !== kept.id);
    context.customerIds = [...others, kept.id];
  }
  const [from, to] = [`gid://shopify/Customer/${gone.id}`, `gid://shopify/Customer/${kept.id}`];
  for (const metafield of metafieldsOf(shop, from)) {
    if (shop.metafields.has(metafieldKey(to, metafield.namespace, metafield.key))) continue;
    noteMetafield(shop, { ...metafield, id: allocate(), ownerGid: to });
  }
}

/** Carried out at once; Shopify takes a moment. */
export function mergeCustomers(
  environment: CommandEnvironment,
  oneId: bigint,
  twoId: bigint,
  overrides: MergeOverrides = {},
): CommandResult<{ customer: Customer; jobId: string }> {
  const { shop, clock } = environment;
  const candidates = mergeCandidates(shop, oneId, twoId);
  if (!candidates.ok) return candidates;
  const plan = planMerge(shop, candidates.one, candidates.two, overrides);
  if (plan.errors.length > 0) return { ok: false, errors: plan.errors };
  const { kept, gone } = plan;
  const before = { ...kept };
  const segments = watchSegments(environment, [kept.id, gone.id]);
  const hadOrders = ordersOfCustomer(shop, gone.id).length > 0;
  Object.assign(kept, plan.result, { updatedAt: clock() });
  moveBelongings(environment, gone, kept);
  removeCustomer(shop, gone.id);
  noteCustomer(shop, kept);
  const merge = { jobId: randomUUID(), keptId: kept.id, goneId: gone.id, seen: false, mergedAt: clock() };
  shop.customerMerges.push(merge);
  const changes: Change[] = [
    { topic: "customers/merge", payload: mergePayload(merge) },
    { topic: "customers/delete", payload: customerDeletedPayload(gone) },
    { topic: "customers/update", payload: customerPayload(shop, kept) },
    ...detailChanges(environment, before, kept),
    ...(hadOrders ? [purchasingSummary(environment, kept)] : []),
    ...segments(),
  ];
  environment.emit(changes);
  return { ok: true, customer: kept, jobId: merge.jobId };
}
