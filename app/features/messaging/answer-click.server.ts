import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { makeVisitToken } from "#app/features/customers/index.server.ts";
import { queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import { allowedHosts, isAllowed } from "./domain/link-hosts.ts";
import { messageFact } from "./domain/message-facts.ts";
import { isFollowedByPerson } from "./followed-link.server.ts";
import { openClickLink } from "./links.server.ts";
import { findMessage } from "./repository.server.ts";

/**
 * /click?key=…: notes that a link in a message was followed, and goes on to it. Only where the shop's links may lead; an
 * address that is not sealed by us leads nowhere.
 */
export async function answerClick(request: Request, now = new Date()): Promise<Response> {
  const opened = openClickLink(new URL(request.url).searchParams.get("key") ?? "", now);
  if (typeof opened === "string") return gone(opened === "expired" ? 410 : 404);
  const { shopId, messageId, to } = opened;
  const target = await withShop(shopId, async (scope) => {
    const shop = await readShop(scope).catch(() => null);
    if (!shop || shop.uninstalledAt) return null;
    if (!isAllowed(to, allowedHosts(shop))) return null;
    if (!isFollowedByPerson(request)) return to;
    const customerId = await noteClick(scope, messageId, now);
    return customerId === null ? to : withVisitToken(to, shopId, { customerId, messageId, now });
  });
  if (target === null) return gone(404);
  return new Response(null, {
    status: 302,
    headers: {
      Location: target,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex, nofollow",
    },
  });
}

/** Returns whose message it is, unless nobody's any more. */
async function noteClick(scope: ShopScope, messageId: bigint, now: Date): Promise<bigint | null> {
  const { db, shopId } = scope;
  const message = await findMessage(scope, messageId);
  if (!message || message.customerId === null) return null;
  if (message.clickedAt === null || message.clickedAt > now) {
    await db.message.update({ where: { shopId_id: { shopId, id: messageId } }, data: { clickedAt: now } });
    await recordFacts(scope, [messageFact("message.clicked", message, now)]);
    await queueReactions(scope);
  }
  return message.customerId;
}

/** The pixel reads the token and, with the shopper's consent, knows whose browser it is. */
function withVisitToken(
  to: string,
  shopId: ShopId,
  { customerId, messageId, now }: { customerId: bigint; messageId: bigint; now: Date },
): string {
  const url = new URL(to);
  const proof = { kind: "click" as const, customerId, reference: messageId.toString() };
  url.searchParams.set("pk", makeVisitToken(shopId, proof, now));
  return url.href;
}

function gone(status: number): Response {
  return new Response("This link does not work any more.\n", {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}
