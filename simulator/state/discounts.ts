/** Discounts are made, changed, switched on and off, given codes, and used. */
import {
  discountDeletedPayload,
  discountPayload,
  redeemCodePayload,
} from "#simulator/webhooks/discount-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import { codeProblem, discountErrors, overlaps } from "./discount-rules.ts";
import type { CommandEnvironment } from "./environment.ts";
import { codeKey, findCode, forgetDiscount, noteDiscount } from "./indexes.ts";
import type { Discount, DiscountCode, DiscountCodeCreation, Order, ShopState } from "./model.ts";
import { newDiscount } from "./model/discounts.ts";

/** Everything about a discount that its maker decides. */
export type DiscountInput = Partial<
  Pick<
    Discount,
    | "minimum"
    | "context"
    | "usageLimit"
    | "appliesOncePerCustomer"
    | "combinesWith"
    | "appliesOnOneTimePurchase"
    | "appliesOnSubscription"
    | "recurringCycleLimit"
    | "tags"
    | "endsAt"
  >
> &
  Pick<Discount, "title" | "terms" | "startsAt"> & {
    /** Of an automatic discount null. */
    code: string | null;
  };

type DiscountResult = CommandResult<{ discount: Discount }>;

/** The changes send the webhooks named with them. */
export interface DiscountCommands {
  /** discounts/create. */
  createDiscount(input: DiscountInput): DiscountResult;
  /** discounts/update. Fields that are left out stay as they are; `code` changes the first code. */
  updateDiscount(id: bigint, input: Partial<DiscountInput>): DiscountResult;
  /** From now on without end; discounts/update. */
  activateDiscount(id: bigint): DiscountResult;
  /** Ends now; discounts/update. */
  deactivateDiscount(id: bigint): DiscountResult;
  /** discounts/delete. */
  deleteDiscount(id: bigint): DiscountResult;
  /** discounts/redeemcode_added for each code that is free; the result tells which were not. */
  addDiscountCodes(id: bigint, codes: string[]): CommandResult<{ creation: DiscountCodeCreation }>;
  /** discounts/redeemcode_removed for each. Ids of codes that the discount does not have are passed over. */
  removeDiscountCodes(id: bigint, codeIds: bigint[]): DiscountResult;
}

const failed = (errors: CommandError[]): { ok: false; errors: CommandError[] } => ({ ok: false, errors });

const unknown = failed([{ field: "id", message: "Discount does not exist", code: "INVALID" }]);

function createDiscount(environment: CommandEnvironment, { code, ...input }: DiscountInput): DiscountResult {
  const { shop, allocate, clock } = environment;
  const now = clock();
  const id = allocate();
  const discount = newDiscount({
    ...input,
    id,
    method: code === null ? "AUTOMATIC" : "CODE",
    codes: code === null ? [] : [{ id: allocate(), code: code.trim(), usageCount: 0, createdAt: now }],
    createdAt: now,
    updatedAt: now,
  });
  const errors = discountErrors(shop, discount);
  if (errors.length > 0) return failed(errors);
  shop.discounts.set(id, discount);
  noteDiscount(shop, discount);
  environment.emit([{ topic: "discounts/create", payload: discountPayload(shop, discount, now) }]);
  return { ok: true, discount };
}

function saved(environment: CommandEnvironment, discount: Discount): DiscountResult {
  const now = environment.clock();
  discount.updatedAt = now;
  const payload = discountPayload(environment.shop, discount, now);
  environment.emit([{ topic: "discounts/update", payload }]);
  return { ok: true, discount };
}

function renamed(codes: DiscountCode[], code: string | null | undefined): DiscountCode[] {
  const [first, ...others] = codes;
  if (typeof code !== "string" || !first) return codes;
  return [{ ...first, code: code.trim() }, ...others];
}

function updateDiscount(
  environment: CommandEnvironment,
  id: bigint,
  { code, ...input }: Partial<DiscountInput>,
): DiscountResult {
  const { shop } = environment;
  const discount = shop.discounts.get(id);
  if (!discount) return unknown;
  const codes = renamed(discount.codes, code);
  const errors = discountErrors(shop, { ...discount, ...input, codes });
  if (errors.length > 0) return failed(errors);
  const [before] = discount.codes;
  if (before && codes[0]!.code !== before.code) {
    forgetDiscount(shop, discount, [before]);
    Object.assign(before, { code: codes[0]!.code });
    noteDiscount(shop, discount, [before]);
  }
  Object.assign(discount, input);
  return saved(environment, discount);
}

function activateDiscount(environment: CommandEnvironment, id: bigint): DiscountResult {
  const { shop, clock } = environment;
  const discount = shop.discounts.get(id);
  if (!discount) return unknown;
  const now = clock();
  const startsAt = discount.startsAt > now ? now : discount.startsAt;
  if (overlaps(shop, { ...discount, startsAt, endsAt: null })) {
    const message = "At any given time, only 25 automatic discounts can be active.";
    return failed([{ field: "id", message, code: "ACTIVE_PERIOD_OVERLAP" }]);
  }
  Object.assign(discount, { startsAt, endsAt: null });
  return saved(environment, discount);
}

function deactivateDiscount(environment: CommandEnvironment, id: bigint): DiscountResult {
  const discount = environment.shop.discounts.get(id);
  if (!discount) return unknown;
  const now = environment.clock();
  if (!discount.endsAt || discount.endsAt > now) discount.endsAt = now;
  if (discount.startsAt > now) discount.startsAt = now;
  return saved(environment, discount);
}

function deleteDiscount(environment: CommandEnvironment, id: bigint): DiscountResult {
  const { shop } = environment;
  const discount = shop.discounts.get(id);
  if (!discount) return unknown;
  shop.discounts.delete(id);
  forgetDiscount(shop, discount);
  const payload = discountDeletedPayload(shop, discount, environment.clock());
  environment.emit([{ topic: "discounts/delete", payload }]);
  return { ok: true, discount };
}

function addDiscountCodes(
  environment: CommandEnvironment,
  id: bigint,
  codes: string[],
): CommandResult<{ creation: DiscountCodeCreation }> {
  const { shop, allocate } = environment;
  const discount = shop.discounts.get(id);
  if (discount?.method !== "CODE") return unknown;
  const now = environment.clock();
  const added: DiscountCode[] = [];
  const seen = new Set<string>();
  const results = codes.map((text) => {
    const code = text.trim();
    const error = seen.has(codeKey(code))
      ? { message: "Code must be unique. Please try a different code.", code: "TAKEN" }
      : codeProblem(shop, code);
    if (error) return { code, codeId: null, error };
    seen.add(codeKey(code));
    const record: DiscountCode = { id: allocate(), code, usageCount: 0, createdAt: now };
    added.push(record);
    return { code, codeId: record.id, error: null };
  });
  const creation: DiscountCodeCreation = { id: allocate(), discountId: id, results, createdAt: now };
  shop.discountCodeCreations.set(creation.id, creation);
  if (added.length > 0) {
    discount.codes.push(...added);
    discount.updatedAt = now;
    noteDiscount(shop, discount, added);
    environment.emit(
      added.map((code) => ({
        topic: "discounts/redeemcode_added",
        payload: redeemCodePayload(discount, code),
      })),
    );
  }
  return { ok: true, creation };
}

function removeDiscountCodes(environment: CommandEnvironment, id: bigint, codeIds: bigint[]): DiscountResult {
  const { shop } = environment;
  const discount = shop.discounts.get(id);
  if (discount?.method !== "CODE") return unknown;
  const unwanted = new Set(codeIds);
  const removed = discount.codes.filter((code) => unwanted.has(code.id));
  if (removed.length === 0) return { ok: true, discount };
  discount.codes = discount.codes.filter((code) => !unwanted.has(code.id));
  discount.updatedAt = environment.clock();
  forgetDiscount(shop, discount, removed);
  environment.emit(
    removed.map((code) => ({
      topic: "discounts/redeemcode_removed",
      payload: redeemCodePayload(discount, code),
    })),
  );
  return { ok: true, discount };
}

/**
 * Counts an order's use of its discounts; call it once, when the order is placed. As at Shopify nothing gives a use
 * back: neither a refund nor a cancellation.
 */
export function countDiscountUses(shop: ShopState, order: Order): void {
  const used = new Set<Discount>();
  const named = [...order.discountCodes, ...order.discountApplications].flatMap(({ code }) => code ?? []);
  for (const code of new Set(named.map(codeKey))) {
    const found = findCode(shop, code);
    if (!found) continue;
    found.code.usageCount += 1;
    used.add(found.discount);
  }
  for (const { kind, discountId } of order.discountApplications) {
    const discount = discountId === null ? undefined : shop.discounts.get(discountId);
    if (kind !== "AUTOMATIC" || !discount) continue;
    discount.automaticUsageCount += 1;
    used.add(discount);
  }
  for (const discount of used) discount.totalSales += order.total;
}

export const createDiscountCommands = (environment: CommandEnvironment): DiscountCommands => ({
  createDiscount: (input) => createDiscount(environment, input),
  updateDiscount: (id, input) => updateDiscount(environment, id, input),
  activateDiscount: (id) => activateDiscount(environment, id),
  deactivateDiscount: (id) => deactivateDiscount(environment, id),
  deleteDiscount: (id) => deleteDiscount(environment, id),
  addDiscountCodes: (id, codes) => addDiscountCodes(environment, id, codes),
  removeDiscountCodes: (id, codeIds) => removeDiscountCodes(environment, id, codeIds),
});
