import { createHash } from "node:crypto";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import {
  bringConsentsUpToDate,
  consentsOf,
  findCustomer,
  preferenceLink,
  recordConsents,
  resolveMerges,
} from "#app/features/customers/index.server.ts";
import { lockCustomer, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import { messageFact } from "./domain/message-facts.ts";
import { layoutTexts, messageLanguage, unsubscribeTexts } from "./domain/shop-texts.ts";
import { type MessageRef, openUnsubscribeLink } from "./links.server.ts";
import { findMessage } from "./repository.server.ts";
import { UNSUBSCRIBE_STYLE, unsubscribePage } from "./ui/unsubscribe-page.ts";

/**
 * /unsubscribe?key=…: following the link shows a page with one button, since scanners follow links too; posting to it, by
 * the button or by the mail program (RFC 8058), ends the marketing mails. The page names nobody: the link may have been
 * handed on, and whoever has it can do no more than stop the mails.
 */
export async function answerUnsubscribe(request: Request, now = new Date()): Promise<Response> {
  const url = new URL(request.url);
  const key = url.searchParams.get("key") ?? "";
  const spoken = (request.headers.get("accept-language") ?? "")
    .split(",")
    .slice(0, 10)
    .map((part) => part.split(";")[0]!.trim());
  const opened = openUnsubscribeLink(key, now);
  if (typeof opened === "string") {
    return page(
      messageLanguage(spoken),
      { state: "gone", shop: "", action: "", preferences: "" },
      opened === "expired" ? 410 : 404,
    );
  }
  const found = await withShop(opened.shopId, async (scope) => {
    const shop = await readShop(scope).catch(() => null);
    if (!shop || shop.uninstalledAt) return null;
    const customerId =
      (await resolveMerges(scope, [opened.customerId])).get(opened.customerId) ?? opened.customerId;
    const record = await findCustomer(scope, customerId);
    const locale = record?.locale ?? null;
    if (request.method === "POST" && !record?.redactedAt)
      await unsubscribe(scope, { ref: opened, customerId, locale, now });
    return { shop: shop.name ?? shop.domain, customerId, locale };
  });
  if (!found)
    return page(messageLanguage(spoken), { state: "gone", shop: "", action: "", preferences: "" }, 404);
  return page(
    messageLanguage([found.locale, ...spoken]),
    {
      state: request.method === "POST" ? "done" : "ask",
      shop: found.shop,
      action: `/unsubscribe?key=${key}`,
      preferences: preferenceLink(opened.shopId, found.customerId, now),
    },
    200,
  );
}

async function unsubscribe(
  scope: ShopScope,
  {
    ref,
    customerId,
    locale,
    now,
  }: { ref: MessageRef & { customerId: bigint }; customerId: bigint; locale: string | null; now: Date },
): Promise<void> {
  const { db, shopId } = scope;
  await lockCustomer(scope, customerId);
  await bringConsentsUpToDate(scope, customerId);
  const current = (await consentsOf(scope, customerId)).find(({ channel }) => channel === "email");
  if (current?.state !== "unsubscribed") {
    const language = messageLanguage([locale]);
    // Of two changes within a second the later one counts.
    const changedAt = new Date(Math.max(now.getTime(), (current?.changedAt.getTime() ?? 0) + 1000));
    // Also of whom the mail was for then: should a join be undone, neither of them gets mails again.
    const subjects = [...new Set([customerId, ref.customerId])];
    await recordConsents(
      scope,
      subjects.map((subjectId) => ({
        subjectId,
        channel: "email" as const,
        state: "unsubscribed" as const,
        level: null,
        source: "unsubscribe_link",
        evidence: {
          text: unsubscribeTexts(language).button,
          locale: language,
          page: `${env.SHOPIFY_APP_URL}/unsubscribe`,
        },
        changedAt,
      })),
    );
    await bringConsentsUpToDate(scope, customerId);
  }
  const message = await findMessage(scope, ref.messageId);
  if (message && message.customerId !== null && message.unsubscribedAt === null) {
    await db.message.update({
      where: { shopId_id: { shopId, id: ref.messageId } },
      data: { unsubscribedAt: now },
    });
    await recordFacts(scope, [messageFact("message.unsubscribed", message, now)]);
  }
  await queueReactions(scope);
}

const STYLE_HASH = createHash("sha256").update(UNSUBSCRIBE_STYLE).digest("base64");

function page(language: string, view: Parameters<typeof unsubscribePage>[0], status: number): Response {
  const { direction } = layoutTexts(language);
  return new Response(unsubscribePage(view, unsubscribeTexts(language), { language, direction }), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "X-Robots-Tag": "noindex, nofollow",
    },
  });
}
