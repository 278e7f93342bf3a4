/** What Shopify must know of loyalty, for the outbox: balances and the programme as metafields, rewards as codes. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import {
  CreateDiscountCodeDocument,
  type DiscountCodeBasicInput,
  DefineMetafieldDocument,
  FindDiscountCodeDocument,
  type MetafieldsSetInput,
  SetMetafieldsDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf } from "#app/shared/ids.ts";
import { currencyDigits, decimalFromMinor, formatMoney } from "#app/shared/money.ts";
import {
  adminClientOf,
  type ChangeResult,
  type ChangeSender,
  noteChanges,
  readShop,
  refreshShop,
} from "#app/features/shops/index.server.ts";
import { versionAt } from "./domain/earning.ts";
import { POINTS_CHANGE } from "./react-to-facts.server.ts";
import { CODE_CHANGE, settleRedemption } from "./redeem-points.server.ts";
import {
  findRedemption,
  readMemberAccounts,
  readProgramme,
  readRewards,
  type RedemptionRecord,
} from "./repository.server.ts";
import { PROGRAMME_CHANGE } from "./save-programme.server.ts";

/** Where the theme app extension reads: `customer.metafields['$app:loyalty'].points`, `app.metafields.loyalty.programme`. */
const CUSTOMER_NAMESPACE = "$app:loyalty";
const APP_NAMESPACE = "loyalty";

/** Shopify sets at most so many metafields in one call, all or none. */
const METAFIELDS_PER_CALL = 25;

async function sendPoints(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const accounts = await withShop(shopId, (scope) => readMemberAccounts(scope, keys.map(BigInt)));
  const balances = new Map(accounts.map((account) => [account.customerId.toString(), account.balance]));
  const metafields = keys.map((key) => ({
    ownerId: gidOf("Customer", BigInt(key)),
    namespace: CUSTOMER_NAMESPACE,
    key: "points",
    type: "number_integer",
    value: (balances.get(key) ?? 0n).toString(),
  }));
  return setMetafields(shopId, keys, metafields);
}

/** Sets one metafield for each key. When some are refused (their customer is gone), the others are sent again alone. */
async function setMetafields(
  shopId: ShopId,
  keys: readonly string[],
  metafields: readonly MetafieldsSetInput[],
): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const { metafieldsSet } = await client.request(SetMetafieldsDocument, { metafields: [...metafields] });
  const errors = metafieldsSet?.userErrors ?? [];
  if (errors.length === 0) return keys.map((key) => ({ key, ok: true }));
  const refused = new Map(
    errors.flatMap((error) => (error.elementIndex == null ? [] : [[error.elementIndex, error.message]])),
  );
  if (refused.size === 0) {
    return keys.map((key) => ({ key, ok: false, error: errors[0]!.message, retry: true }));
  }
  const others = keys.map((_, index) => index).filter((index) => !refused.has(index));
  const sent =
    others.length === 0
      ? []
      : await setMetafields(
          shopId,
          others.map((i) => keys[i]!),
          others.map((i) => metafields[i]!),
        );
  return [
    ...sent,
    ...[...refused].map(([index, error]): ChangeResult => ({
      key: keys[index]!,
      ok: false,
      error,
      retry: false,
    })),
  ];
}

/** The programme as the storefront's blocks read it. */
async function readStorefrontProgramme(shopId: ShopId): Promise<Record<string, unknown> | null> {
  return withShop(shopId, async (scope) => {
    const [shop, versions, rewards] = [
      await readShop(scope),
      await readProgramme(scope),
      await readRewards(scope),
    ];
    const version = versionAt(versions, new Date());
    if (!version || !shop.currency) return null;
    const { currency } = shop;
    return {
      active: version.active,
      version: version.version,
      // Points for one whole unit of the currency: the blocks multiply it with the price.
      pointsPerUnit: (version.earnPoints * 10 ** currencyDigits(currency)) / version.earnPerMinor,
      currency,
      rewards: rewards
        .filter((reward) => reward.active)
        .map((reward) => ({
          id: String(reward.id),
          value: formatMoney(reward.valueMinor, currency),
          costPoints: reward.costPoints,
        })),
    };
  });
}

async function sendProgramme(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const { appInstallationGid } = await refreshShop(shopId);
  const programme = await readStorefrontProgramme(shopId);
  if (!programme)
    return keys.map((key) => ({ key, ok: false, error: "the programme has not begun", retry: true }));
  const value = JSON.stringify(programme);
  const metafield = {
    ownerId: appInstallationGid,
    namespace: APP_NAMESPACE,
    key: "programme",
    type: "json",
    value,
  };
  return setMetafields(shopId, keys.slice(0, 1), [metafield]);
}

/**
 * Defines the customer metafield, so that themes and new customer accounts may read it. Safe to repeat: Shopify says
 * TAKEN when it is defined already.
 */
export async function defineMetafields(shopId: ShopId): Promise<void> {
  const client = await adminClientOf(shopId);
  await client.request(DefineMetafieldDocument, {
    definition: {
      ownerType: "CUSTOMER",
      namespace: CUSTOMER_NAMESPACE,
      key: "points",
      name: "Loyalty points",
      type: "number_integer",
      access: { storefront: "PUBLIC_READ", customerAccount: "READ" },
    },
  });
}

async function sendCodes(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const results: ChangeResult[] = [];
  for (const key of keys) results.push(await sendCode(shopId, key));
  return results;
}

/**
 * Makes the discount code of a redemption. The code is ours and chosen before the first attempt: when an earlier attempt
 * made it and was cut off, Shopify says TAKEN and the code is the one we made.
 */
async function sendCode(shopId: ShopId, redemptionId: string): Promise<ChangeResult> {
  const redemption = await withShop(shopId, (scope) => findRedemption(scope, redemptionId));
  if (!redemption || redemption.status !== "pending" || redemption.customerId === null)
    return { key: redemptionId, ok: true };
  const client = await adminClientOf(shopId);
  const discount = discountInput(redemption, redemption.customerId);
  const { discountCodeBasicCreate: answer } = await client.request(CreateDiscountCodeDocument, { discount });
  let discountGid = answer?.codeDiscountNode?.id;
  const errors = answer?.userErrors ?? [];
  if (!discountGid && errors.some((error) => error.code === "TAKEN")) {
    const found = await client.request(FindDiscountCodeDocument, { code: redemption.code });
    discountGid = found.codeDiscountNodeByCode?.id;
  }
  const failure = errors.map((error) => error.message).join("; ") || "Shopify made no code";
  await withShop(shopId, (scope) =>
    settleRedemption(
      scope,
      redemptionId,
      discountGid ? { status: "posted", discountGid } : { status: "voided", failure: failure.slice(0, 300) },
    ),
  );
  return { key: redemptionId, ok: true };
}

/** A code for one customer, once, over the whole order; it may go with product and shipping discounts. */
function discountInput(redemption: RedemptionRecord, customerId: bigint): DiscountCodeBasicInput {
  return {
    title: `${redemption.costPoints} points: ${redemption.code}`,
    code: redemption.code,
    startsAt: redemption.requestedAt.toISOString(),
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: { customers: { add: [gidOf("Customer", customerId)] } },
    combinesWith: { productDiscounts: true, shippingDiscounts: true, orderDiscounts: false },
    customerGets: {
      items: { all: true },
      value: {
        discountAmount: {
          amount: decimalFromMinor(redemption.valueMinor, redemption.currency),
          appliesOnEachItem: false,
        },
      },
    },
  };
}

/** Codes first: a shopper waits for them. */
export const loyaltyChangeSenders: readonly ChangeSender[] = [
  { kind: CODE_CHANGE, batchSize: 10, send: sendCodes },
  { kind: PROGRAMME_CHANGE, batchSize: 1, send: sendProgramme },
  { kind: POINTS_CHANGE, batchSize: METAFIELDS_PER_CALL, send: sendPoints },
];

/** Has Shopify told of the programme and of every balance: a new installation's metafields are its own, and empty. */
export async function tellShopifyAnew(scope: ShopScope): Promise<void> {
  const members = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM points_account
    WHERE shop_id = current_shop_id() AND kind = 'member' AND customer_id > 0`;
  await noteChanges(
    scope,
    POINTS_CHANGE,
    members.map(({ id }) => id.toString()),
  );
  await noteChanges(scope, PROGRAMME_CHANGE, ["programme"]);
}
