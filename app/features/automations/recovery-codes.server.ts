/** Discount codes for one person's cart: chosen here, made at Shopify through the outbox, and used up or expired there. */
import { randomInt } from "node:crypto";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import {
  AddTagsDocument,
  CreateDiscountCodeDocument,
  type DiscountCodeBasicInput,
  FindDiscountCodeDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf } from "#app/shared/ids.ts";
import { decimalFromMinor } from "#app/shared/money.ts";
import {
  adminClientOf,
  type ChangeResult,
  type ChangeSender,
  noteChanges,
} from "#app/features/shops/index.server.ts";
import type { Discount } from "./domain/definition.ts";
import { stepOf } from "./domain/walk.ts";
import { findEnrolments } from "./enrolments-repository.server.ts";
import { readVersions } from "./journeys-repository.server.ts";

/** The outbox's words. Keys: <enrolment>:<step>. */
const CODE_CHANGE = "recovery.code";
const TAG_CHANGE = "journey.tag";

const ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 10;

export interface RecoveryCodeRecord {
  enrolmentId: bigint;
  step: string;
  code: string;
  kind: "percentage" | "amount";
  value: number;
  currency: string;
  startsAt: Date;
  expiresAt: Date;
  status: "pending" | "made" | "failed";
}

/** Codes of these enrolments, the newest first. */
export async function codesOf(
  { db, shopId }: ShopScope,
  enrolmentIds: readonly bigint[],
): Promise<RecoveryCodeRecord[]> {
  if (enrolmentIds.length === 0) return [];
  const rows = await db.recoveryCode.findMany({
    where: { shopId, enrolmentId: { in: [...enrolmentIds] } },
    orderBy: { startsAt: "desc" },
    omit: { shopId: true, discountGid: true, failure: true },
  });
  return rows as RecoveryCodeRecord[];
}

/** Chooses codes and asks Shopify for them, each once. They are made within seconds of the transaction's end. */
export async function askForCodes(
  scope: ShopScope,
  asked: readonly { enrolmentId: bigint; step: string; discount: Discount }[],
  currency: string,
  now: Date,
): Promise<void> {
  if (asked.length === 0) return;
  await scope.db.recoveryCode.createMany({
    data: asked.map(({ enrolmentId, step, discount }) => ({
      shopId: scope.shopId,
      enrolmentId,
      step,
      code: Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
      kind: discount.kind,
      value: discount.value,
      currency,
      startsAt: now,
      expiresAt: new Date(now.getTime() + discount.validHours * 3_600_000),
    })),
    skipDuplicates: true,
  });
  await noteOutward(scope, CODE_CHANGE, asked);
}

/** Asks Shopify to tag people at their step. */
export async function askForTags(
  scope: ShopScope,
  asked: readonly { enrolmentId: bigint; step: string }[],
): Promise<void> {
  await noteOutward(scope, TAG_CHANGE, asked);
}

async function noteOutward(
  scope: ShopScope,
  kind: string,
  asked: readonly { enrolmentId: bigint; step: string }[],
): Promise<void> {
  const keys = asked.map(({ enrolmentId, step }) => `${enrolmentId}:${step}`);
  // Whoever reacts to an order may hold the job's row while it waits for these people: the caller queues the job later.
  await noteChanges(scope, kind, keys, { isUrgent: false });
}

function readKey(key: string): { enrolmentId: bigint; step: string } {
  const [id = "0", step = ""] = key.split(":", 2);
  return { enrolmentId: BigInt(id), step };
}

async function sendCode(shopId: ShopId, key: string): Promise<ChangeResult> {
  const { enrolmentId, step } = readKey(key);
  const found = await withShop(shopId, async (scope) => {
    const code = (await codesOf(scope, [enrolmentId])).find((one) => one.step === step);
    const enrolment = (await findEnrolments(scope, [enrolmentId])).get(enrolmentId);
    return code && enrolment && { code, customerId: enrolment.customerId };
  });
  if (!found || found.code.status !== "pending") return { key, ok: true };
  const client = await adminClientOf(shopId);
  const discount = discountInput(found.code, found.customerId);
  const { discountCodeBasicCreate: answer } = await client.request(CreateDiscountCodeDocument, { discount });
  let gid = answer?.codeDiscountNode?.id;
  const errors = answer?.userErrors ?? [];
  if (!gid && errors.some((error) => error.code === "TAKEN")) {
    // An earlier attempt made it and was cut off.
    const node = await client.request(FindDiscountCodeDocument, { code: found.code.code });
    gid = node.codeDiscountNodeByCode?.id;
  }
  const failure = errors.map(({ message }) => message).join("; ") || "Shopify made no code";
  await withShop(shopId, (scope) => settleCode(scope, enrolmentId, step, gid ? { gid } : { failure }));
  return { key, ok: true };
}

/** Notes whether a code exists now, and wakes whoever waits for it. */
export async function settleCode(
  scope: ShopScope,
  enrolmentId: bigint,
  step: string,
  outcome: { gid: string } | { failure: string },
): Promise<void> {
  const { db, shopId } = scope;
  const isMade = "gid" in outcome;
  const changed = await db.recoveryCode.updateMany({
    where: { shopId, enrolmentId, step, status: "pending" },
    data: isMade
      ? { status: "made", discountGid: outcome.gid }
      : { status: "failed", failure: outcome.failure.slice(0, 300) },
  });
  if (changed.count === 0) return;
  await db.$executeRaw`
    UPDATE enrolment SET due_at = (SELECT starts_at FROM recovery_code c WHERE c.shop_id = current_shop_id()
      AND c.enrolment_id = ${enrolmentId} AND c.step = ${step})
    WHERE shop_id = current_shop_id() AND enrolment_id = ${enrolmentId} AND state = 'active' AND step = ${step}`;
  await enqueue(scope, "advance-journeys");
}

/** For one person, once, until it expires; may go with shipping discounts. A guest's code is for whoever has it. */
function discountInput(code: RecoveryCodeRecord, customerId: bigint): DiscountCodeBasicInput {
  return {
    title: `Cart recovery: ${code.code}`,
    code: code.code,
    startsAt: code.startsAt.toISOString(),
    endsAt: code.expiresAt.toISOString(),
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: customerId > 0n ? { customers: { add: [gidOf("Customer", customerId)] } } : { all: "ALL" },
    combinesWith: { productDiscounts: false, shippingDiscounts: true, orderDiscounts: false },
    customerGets: {
      items: { all: true },
      value:
        code.kind === "percentage"
          ? { percentage: code.value / 100 }
          : {
              discountAmount: {
                amount: decimalFromMinor(code.value, code.currency),
                appliesOnEachItem: false,
              },
            },
    },
  };
}

async function sendTag(shopId: ShopId, key: string): Promise<ChangeResult> {
  const { enrolmentId, step } = readKey(key);
  const found = await withShop(shopId, async (scope) => {
    const enrolment = (await findEnrolments(scope, [enrolmentId])).get(enrolmentId);
    if (!enrolment) return null;
    const definition = (await readVersions(scope, enrolment.journeyId, [enrolment.version])).get(
      enrolment.version,
    );
    const taken = definition && stepOf(definition, step);
    return taken?.kind === "tag" ? { customerId: enrolment.customerId, tag: taken.tag } : null;
  });
  // Shopify knows no guests.
  if (!found || found.customerId < 0n) return { key, ok: true };
  const client = await adminClientOf(shopId);
  const { tagsAdd } = await client.request(AddTagsDocument, {
    id: gidOf("Customer", found.customerId),
    tags: [found.tag],
  });
  const error = tagsAdd?.userErrors[0]?.message;
  return error ? { key, ok: false, error, retry: false } : { key, ok: true };
}

const oneByOne =
  (send: (shopId: ShopId, key: string) => Promise<ChangeResult>) =>
  async (shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> => {
    const results: ChangeResult[] = [];
    for (const key of keys) results.push(await send(shopId, key));
    return results;
  };

/** What Shopify must know of journeys. */
export const automationChangeSenders: readonly ChangeSender[] = [
  { kind: CODE_CHANGE, batchSize: 10, send: oneByOne(sendCode) },
  { kind: TAG_CHANGE, batchSize: 10, send: oneByOne(sendTag) },
];
