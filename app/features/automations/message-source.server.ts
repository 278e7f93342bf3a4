import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { formatMoney } from "#app/shared/money.ts";
import { shopDays } from "#app/shared/shop-days.ts";
import type {
  MessageContext,
  MessageSource,
  PendingMessage,
  Prepared,
} from "#app/features/messaging/index.server.ts";
import { firstOrdersSince } from "#app/features/orders/index.server.ts";
import { readShop, type ShopRecord, storefrontOf } from "#app/features/shops/index.server.ts";
import { judgeCart } from "./domain/abandonment.ts";
import type { JourneyDefinition } from "./domain/definition.ts";
import { type EnrolmentRecord, findEnrolments } from "./enrolments-repository.server.ts";
import { listJourneys, readVersions } from "./journeys-repository.server.ts";
import { type OfferedLine, type ReadCase, readCases } from "./read-cases.server.ts";
import { codesOf, type RecoveryCodeRecord } from "./recovery-codes.server.ts";
import { recoveryLink } from "./recovery-link.server.ts";
import { JOURNEY_SOURCE } from "./take-steps.server.ts";

/** How long a message may be put off by the gate. Nobody remembers a cart for longer. */
const LASTS_MS = { abandonment: 14 * 86_400_000, fact: 45 * 86_400_000, segment_joined: 45 * 86_400_000 };

/** Journeys as a source of messages: right before one goes out they say whether it is still wanted, and what is in it. */
export function journeyMessages(clock: () => Date = () => new Date()): MessageSource {
  return { kind: JOURNEY_SOURCE, prepare: (scope, messages) => prepare(scope, messages, clock()) };
}

async function prepare(
  scope: ShopScope,
  messages: readonly PendingMessage[],
  now: Date,
): Promise<Map<bigint, Prepared>> {
  const ids = messages.map(({ sourceId }) => BigInt(sourceId.split(":")[0] ?? "0"));
  const enrolments = await findEnrolments(scope, ids);
  const journeys = new Map((await listJourneys(scope)).map((journey) => [journey.id, journey]));
  const definitions = await definitionsOf(scope, [...enrolments.values()]);
  const cases = await readCases(
    scope,
    [...enrolments.values()].filter((one) => definitions.get(one.id)?.trigger.kind === "abandonment"),
  );
  const orders = await ordersOfOthers(scope, [...enrolments.values()], definitions);
  const codes = Map.groupBy(await codesOf(scope, [...enrolments.keys()]), ({ enrolmentId }) => enrolmentId);
  const shop = await readShop(scope);
  return new Map(
    messages.map((message, position): [bigint, Prepared] => {
      const drop = (reason: string): [bigint, Prepared] => [message.id, { verdict: "drop", reason }];
      const enrolment = enrolments.get(ids[position]!);
      const definition = enrolment && definitions.get(enrolment.id);
      if (!enrolment || !definition) return drop("gone");
      if (journeys.get(enrolment.journeyId)?.state !== "active") return drop("journey_paused");
      if (now.getTime() - message.createdAt.getTime() > LASTS_MS[definition.trigger.kind])
        return drop("too_late");
      const shown = cases.get(enrolment.id);
      const reason = reasonAgainst(enrolment, definition, shown, orders, now);
      if (reason) return drop(reason);
      const step = message.sourceId.slice(message.sourceId.indexOf(":") + 1);
      const code = usableCode(codes.get(enrolment.id) ?? [], step, now);
      const context = contextOf(shop, enrolment, shown, code, message.locale, now);
      return [message.id, { verdict: "send", context, holdout: enrolment.isHoldout }];
    }),
  );
}

async function definitionsOf(
  scope: ShopScope,
  enrolments: readonly EnrolmentRecord[],
): Promise<Map<bigint, JourneyDefinition>> {
  const found = new Map<bigint, JourneyDefinition>();
  for (const [journeyId, group] of Map.groupBy(enrolments, (one) => one.journeyId)) {
    const versions = await readVersions(scope, journeyId, [...new Set(group.map(({ version }) => version))]);
    for (const { id, version } of group) {
      const definition = versions.get(version);
      if (definition) found.set(id, definition);
    }
  }
  return found;
}

async function ordersOfOthers(
  scope: ShopScope,
  enrolments: readonly EnrolmentRecord[],
  definitions: ReadonlyMap<bigint, JourneyDefinition>,
): Promise<ReadonlySet<string>> {
  const asked = enrolments.flatMap(({ id, customerId, anchorAt }) => {
    const definition = definitions.get(id);
    return definition && definition.endsOnPurchase && definition.trigger.kind !== "abandonment"
      ? [{ ref: id.toString(), customerId, since: anchorAt, isAfter: true }]
      : [];
  });
  return new Set((await firstOrdersSince(scope, asked)).keys());
}

/** Why a message is not wanted any more; null = it is. The facts count, also those that nothing has reacted to yet. */
function reasonAgainst(
  { id, state, reason }: EnrolmentRecord,
  { trigger, endsOnPurchase }: JourneyDefinition,
  shown: ReadCase | undefined,
  orders: ReadonlySet<string>,
  now: Date,
): string | null {
  if (state === "exited" || state === "failed") return reason ?? "exited";
  if (orders.has(id.toString())) return "bought";
  if (trigger.kind !== "abandonment" || !shown) return null;
  // Consent is the gate's, which is asked next.
  const verdict = judgeCart(
    { ...trigger, needsConsent: false },
    { ...shown, hasBought: shown.hasBought && endsOnPurchase },
    now,
  );
  if (verdict.kind === "drop") return verdict.reason;
  return verdict.kind === "quiet_until" ? "cart_in_use" : null;
}

/** The step's own code, else the newest of the enrolment that still works. */
export function usableCode(
  codes: readonly RecoveryCodeRecord[],
  step: string | null,
  now: Date,
): RecoveryCodeRecord | null {
  const working = codes.filter(({ status, expiresAt }) => status === "made" && expiresAt > now);
  return working.find((code) => code.step === step) ?? working[0] ?? null;
}

function contextOf(
  shop: ShopRecord,
  enrolment: EnrolmentRecord,
  shown: ReadCase | undefined,
  code: RecoveryCodeRecord | null,
  locale: string,
  now: Date,
): MessageContext {
  const currency = shown?.record?.currency ?? shop.currency ?? "USD";
  const money = (amountMinor: bigint) => formatMoney(amountMinor, currency, locale);
  const products = (shown?.lines ?? [])
    .filter(({ isOffered }) => isOffered)
    .map((line) => productOf(shop, line, money));
  const day = shopDays(locale, shop, "long");
  return {
    cart_url: recoveryLink(shop.id, enrolment.id, now),
    cart: shown?.record
      ? { total: money(shown.record.totalMinor), item_count: shown.record.itemCount, items: products }
      : null,
    products,
    coupon: code && {
      code: code.code,
      value: code.kind === "percentage" ? `${code.value} %` : money(BigInt(code.value)),
      expires_on: day(code.expiresAt),
    },
  };
}

function productOf(
  shop: ShopRecord,
  line: OfferedLine,
  money: (amountMinor: bigint) => string,
): Record<string, unknown> {
  return {
    title: line.title,
    image_url: line.imageUrl,
    quantity: line.quantity,
    price: money(line.unitPriceMinor),
    url: `${storefrontOf(shop)}${line.handle === null ? "" : `/products/${encodeURIComponent(line.handle)}`}`,
  };
}
