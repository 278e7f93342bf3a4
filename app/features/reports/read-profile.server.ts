import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import {
  type Birthday,
  type CustomerRecord,
  findCustomer,
  type Identity,
  readIdentity,
  resolveMerges,
  statedOf,
} from "#app/features/customers/index.server.ts";
import { namesOfInterests } from "#app/features/catalogue/index.server.ts";
import {
  balanceOf,
  readRewards,
  readStatement,
  type RedemptionRecord,
  redemptionsOf,
  type StatementLine,
} from "#app/features/loyalty/index.server.ts";
import {
  type OrderRecord,
  type SubscriptionRecord,
  subscriptionsOf,
} from "#app/features/orders/index.server.ts";
import { segmentsOf } from "#app/features/segments/index.server.ts";
import { readShop, type ShopRecord } from "#app/features/shops/index.server.ts";
import {
  gapsBetween,
  type GapGroup,
  type Movement,
  type MonthOfSpend,
  pointsLiability,
  spendByMonth,
} from "./domain/buying-habits.ts";
import { type CustomerNote, notesOf } from "./notes.server.ts";
import {
  countFacts,
  type KindCount,
  type OwnedProduct,
  type ProfileConsent,
  type ProfilePreferences,
  type ProfileSummary,
  readConsents,
  readGoodwill,
  readOwnedProducts,
  readPreferences,
  readPurchases,
  readRefunds,
  readSummary,
  readViewedProducts,
  type ViewedProduct,
} from "./profile-figures.server.ts";
import type { Page } from "./domain/page-place.ts";
import { type CampaignSummary, type Contact, readCampaigns } from "./read-contacts.server.ts";
import { pageOfProducts, readContactsPage, readOrdersPage } from "./read-parts.server.ts";
import { readTimeline, type TimelinePage } from "./read-timeline.server.ts";
import { WHOLE_TIMELINE } from "./schema.ts";

/** What a customer brings and costs. Amounts in minor units of the shop's currency. */
export interface Profitability {
  /** Paid for goods, after discounts and before refunds. */
  revenueMinor: bigint;
  discountsMinor: bigint;
  refundedMinor: bigint;
  netMinor: bigint;
  /** Of what was kept: what was paid without tax and what it cost, for pieces whose cost is known. */
  paidWithCostMinor: bigint;
  /** With what was given back on their orders without a return. */
  costMinor: bigint;
  /** That part of the cost. */
  goodwillMinor: bigint;
  /** Paid without tax for pieces that were kept, with or without a known cost. */
  keptMinor: bigint;
  /** What the points would cost at the cheapest reward; null = there is none. */
  liabilityMinor: bigint | null;
}

/** What a person said about themselves; nothing said = null, empty, at no time. */
export interface ProfileStatement {
  birthday: Birthday | null;
  /** Product types and collections by their names. */
  interests: string[];
  statedAt: Date | null;
}

/** Everything known about one person, for the page and for the API alike. */
export interface Profile {
  customer: CustomerRecord;
  /** By what the person is recognised, and who else they are. */
  identity: Identity;
  segments: { id: bigint; name: string; joinedAt: Date }[];
  currency: string | null;
  summary: ProfileSummary | null;
  consents: ProfileConsent[];
  preferences: ProfilePreferences | null;
  /** What they said about themselves in the preference centre. */
  stated: ProfileStatement;
  balance: bigint;
  profitability: Profitability;
  orders: Page<OrderRecord>;
  subscriptions: SubscriptionRecord[];
  /** Bought and kept. */
  products: Page<OwnedProduct>;
  spend: MonthOfSpend[];
  gaps: { groups: GapGroup[]; medianDays: number | null };
  counts: KindCount[];
  viewed: ViewedProduct[];
  searches: string[];
  contacts: Page<Contact>;
  /** What each campaign came to with this person. */
  campaigns: CampaignSummary[];
  timeline: TimelinePage;
  statement: StatementLine[];
  redemptions: RedemptionRecord[];
  notes: CustomerNote[];
}

const LINES_SHOWN = 100;
const FACTS_SHOWN = 25;
const VIEWED_SHOWN = 8;
const MONTHS_SHOWN = 24;

/**
 * Everything known about a person: null = nobody has this number, `mergedInto` = somebody else has it today.
 *
 * What somebody is and bought and what happened to them are read side by side on two connections: for customers of many
 * years either takes as long as a page may.
 */
export async function readProfile(
  shopId: ShopId,
  customerId: bigint,
  now: Date,
): Promise<Profile | { mergedInto: bigint } | null> {
  const [record, history] = await Promise.all([
    withShop(shopId, (scope) => readRecord(scope, customerId)),
    withShop(shopId, (scope) => readHistory(scope, customerId)),
  ]);
  if (!record || "mergedInto" in record) return record;
  const { purchases, shop, owned, liabilityMinor, ...rest } = record;
  const { refunds, goodwillMinor, ...happened } = history;
  return {
    ...rest,
    ...happened,
    profitability: { ...profitabilityOf(rest.summary, owned, goodwillMinor), liabilityMinor },
    currency: shop.currency,
    spend: spendByMonth([...purchases, ...refunds], {
      now,
      months: MONTHS_SHOWN,
      timeZone: shop.ianaTimezone ?? "UTC",
    }),
    gaps: gapsBetween(purchases.map(({ at }) => at)),
  };
}

type CustomerPart = Pick<
  Profile,
  | "customer"
  | "identity"
  | "segments"
  | "summary"
  | "balance"
  | "consents"
  | "preferences"
  | "products"
  | "orders"
  | "subscriptions"
> & {
  shop: ShopRecord;
  purchases: Movement[];
  owned: OwnedProduct[];
  liabilityMinor: Profitability["liabilityMinor"];
};

/** Who somebody is, and what they bought. */
async function readRecord(
  scope: ShopScope,
  customerId: bigint,
): Promise<CustomerPart | { mergedInto: bigint } | null> {
  const mergedInto = (await resolveMerges(scope, [customerId])).get(customerId);
  if (mergedInto !== undefined) return { mergedInto };
  const customer = await findCustomer(scope, customerId);
  if (!customer) return null;
  const owned = await readOwnedProducts(scope, customerId);
  const [summary, balance] = [await readSummary(scope, customerId), await balanceOf(scope, customerId)];
  return {
    customer,
    identity: await readIdentity(scope, customerId),
    segments: await segmentsOf(scope, customerId),
    shop: await readShop(scope),
    summary,
    balance,
    consents: await readConsents(scope, customerId),
    preferences: await readPreferences(scope, customerId),
    liabilityMinor: pointsLiability(balance, await readRewards(scope)),
    owned,
    products: pageOfProducts(owned, null),
    purchases: await readPurchases(scope, customerId),
    orders: await readOrdersPage(scope, customerId, null),
    subscriptions: await subscriptionsOf(scope, customerId, LINES_SHOWN),
  };
}

/** What happened to somebody. */
async function readHistory(scope: ShopScope, customerId: bigint) {
  const counts = await countFacts(scope, customerId);
  const has = (kind: string) => counts.some((line) => line.kind === kind);
  const page = (kinds: typeof WHOLE_TIMELINE.kinds, limit: number) =>
    readTimeline(scope, customerId, { ...WHOLE_TIMELINE, kinds }, limit);
  const searches = has("visit.search_submitted") ? (await page(["visit"], LINES_SHOWN)).facts : [];
  return {
    counts,
    refunds: has("order.refunded") ? await readRefunds(scope, customerId) : [],
    goodwillMinor: has("order.refunded") ? await readGoodwill(scope, customerId) : 0n,
    stated: has("preferences.stated") ? await readStated(scope, customerId) : NOTHING_STATED,
    viewed: has("visit.product_viewed") ? await readViewedProducts(scope, customerId, VIEWED_SHOWN) : [],
    searches: [
      ...new Set(searches.flatMap(({ data }) => (typeof data["query"] === "string" ? [data["query"]] : []))),
    ].slice(0, VIEWED_SHOWN),
    contacts: await readContactsPage(scope, customerId, null),
    campaigns: await readCampaigns(scope, customerId),
    timeline: await page([], FACTS_SHOWN),
    statement: await readStatement(scope, customerId, LINES_SHOWN),
    redemptions: await redemptionsOf(scope, customerId, LINES_SHOWN),
    notes: await notesOf(scope, customerId),
  };
}

const NOTHING_STATED: ProfileStatement = { birthday: null, interests: [], statedAt: null };

async function readStated(scope: ShopScope, customerId: bigint): Promise<ProfileStatement> {
  const { interests, ...stated } = await statedOf(scope, customerId);
  return { ...stated, interests: [...(await namesOfInterests(scope, interests)).values()] };
}

/** @param givenMinor what was given back without a return */
function profitabilityOf(
  summary: ProfileSummary | null,
  owned: readonly OwnedProduct[],
  givenMinor: bigint,
): Omit<Profitability, "liabilityMinor"> {
  const sum = (field: "keptMinor" | "paidWithCostMinor" | "costMinor") =>
    owned.reduce((total, product) => total + product[field], 0n);
  const paidWithCostMinor = sum("paidWithCostMinor");
  const goodwillMinor = paidWithCostMinor > 0n ? givenMinor : 0n;
  return {
    revenueMinor: summary?.spentMinor ?? 0n,
    discountsMinor: summary?.discountsMinor ?? 0n,
    refundedMinor: summary?.refundedMinor ?? 0n,
    netMinor: summary?.netMinor ?? 0n,
    paidWithCostMinor,
    costMinor: sum("costMinor") + goodwillMinor,
    goodwillMinor,
    keptMinor: sum("keptMinor"),
  };
}
