import { createHash } from "node:crypto";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { cartsOf, recoveryUrlOf } from "#app/features/orders/index.server.ts";
import { isFollowedByPerson } from "#app/features/messaging/index.server.ts";
import { readShop, storefrontOf } from "#app/features/shops/index.server.ts";
import { cartPermalink, checkoutRecovery, withDiscount } from "./domain/cart-link.ts";
import { type EnrolmentRecord, findEnrolments } from "./enrolments-repository.server.ts";
import { usableCode } from "./message-source.server.ts";
import { offerLines } from "./read-cases.server.ts";
import { codesOf } from "./recovery-codes.server.ts";
import { openRecoveryLink } from "./recovery-link.server.ts";
import { RECOVERY_STYLE, recoveryPage } from "./ui/recovery-page.ts";

const STYLE_HASH = createHash("sha256").update(RECOVERY_STYLE).digest("base64");
const MINUTE_MS = 60_000;

/**
 * GET /recover?key=…: brings a cart back on whatever device this is, its discount applied, and notes that it was asked
 * for. What is not sold any more is left out; when nothing is left, a page says so.
 */
export async function answerRecovery(request: Request, now = new Date()): Promise<Response> {
  const languages = (request.headers.get("accept-language") ?? "")
    .split(",")
    .map((one) => one.split(";")[0]!.trim());
  const opened = openRecoveryLink(new URL(request.url).searchParams.get("key") ?? "", now);
  if (typeof opened === "string")
    return pageOf(recoveryPage("expired", languages, null), opened === "forged" ? 404 : 410);
  const { shopId, enrolmentId } = opened;
  const target = await withShop(shopId, async (scope) => {
    const shop = await readShop(scope).catch(() => null);
    if (!shop) return { url: null, shop: null };
    const known = { name: shop.name ?? shop.domain, url: storefrontOf(shop) };
    const enrolment = (await findEnrolments(scope, [enrolmentId])).get(enrolmentId);
    if (!enrolment) return { url: null, shop: known };
    const url = await whereTo(scope, known.url, enrolment, now);
    if (url && isFollowedByPerson(request)) await noteClick(scope, enrolment, now);
    return { url, shop: known };
  });
  if (!target.url) return pageOf(recoveryPage("gone", languages, target.shop), 410);
  return new Response(null, {
    status: 302,
    headers: { Location: target.url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  });
}

/** The address at the store; null when nothing of the cart is sold any more. */
async function whereTo(
  scope: ShopScope,
  storeUrl: string,
  enrolment: EnrolmentRecord,
  now: Date,
): Promise<string | null> {
  const carts = (await cartsOf(scope, [enrolment.customerId], enrolment.anchorAt)).get(enrolment.customerId);
  const record = carts?.find(({ key }) => key === enrolment.key);
  const code = usableCode(await codesOf(scope, [enrolment.id]), null, now)?.code ?? null;
  // A journey that no cart began leads to the store.
  if (!record) return enrolment.key.startsWith("fact:") ? storeUrl + withDiscount("/", code) : null;
  const offer = await offerLines(scope, record.lines);
  const offered = record.lines.map(offer).filter(({ isOffered }) => isOffered);
  if (offered.length === 0) return null;
  // Shopify's own address knows the contact and the delivery, too; it brings back what is gone as well.
  if (record.checkoutToken && offered.length === record.lines.length) {
    const restored = checkoutRecovery(await recoveryUrlOf(scope, record.checkoutToken), code);
    if (restored) return restored;
  }
  const lines = offered.map(({ variantId, quantity }) => ({ variantId: variantId!, quantity }));
  return storeUrl + withDiscount(cartPermalink(lines), code);
}

/** One fact a minute, however often a link is pressed. */
async function noteClick(scope: ShopScope, enrolment: EnrolmentRecord, now: Date): Promise<void> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  await recordFacts(scope, [
    {
      kind: "recovery.clicked",
      key: `${enrolment.id}:${minute.toISOString()}`,
      happenedAt: now,
      filedAt: minute,
      customerId: enrolment.customerId,
      orderId: null,
      data: { journeyId: enrolment.journeyId },
      sourceUpdatedAt: minute,
    },
  ]);
  await queueReactions(scope);
}

function pageOf(html: string, status: number): Response {
  return new Response(html, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "X-Robots-Tag": "noindex, nofollow",
    },
  });
}
