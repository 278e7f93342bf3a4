/** The rewards page, the launcher's panel and the redemption form, as answers to Shopify's app proxy. */
import { randomUUID } from "node:crypto";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { isSignedWords, signWords } from "#app/platform/crypto/hmac.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { makeVisitToken } from "#app/features/customers/index.server.ts";
import { factsOf } from "#app/features/events/index.server.ts";
import { answerInTheme, LOGIN_URL, type ProxyVisit } from "#app/features/shops/index.server.ts";
import { versionAt } from "./domain/earning.ts";
import { balanceOf } from "./react-to-facts.server.ts";
import { redeemPoints } from "./redeem-points.server.ts";
import { readProgramme, readRewards, readStatement, redemptionsOf } from "./repository.server.ts";
import { RedemptionForm } from "./schema.ts";
import type { ShopperView } from "./ui/rewards-panel.tsx";
import { storefrontText } from "./ui/storefront-text.ts";

/** page: within the theme's layout; panel: alone, for the launcher. */
export type ShopperPage = "page" | "panel";

const HISTORY_LINES = 20;
const SHOWN_REDEMPTIONS = 5;

/** Shows a shopper their points. */
export async function showRewards(visit: ProxyVisit, page: ShopperPage): Promise<Response> {
  return render(visit, page, null, 200);
}

/** Redeems points for a reward, by a form of the page. Sending the form again redeems nothing more. */
export async function answerRedemption(
  visit: ProxyVisit,
  page: ShopperPage,
  form: FormData,
): Promise<Response> {
  const { customerId, shopId } = visit;
  if (customerId === null) return render(visit, page, null, 401);
  const input = RedemptionForm.safeParse(Object.fromEntries(form));
  if (!input.success) return render(visit, page, { key: "invalid", isError: true }, 400);
  const { reward, redemption, token } = input.data;
  if (!isTokenOf(visit, token)) return render(visit, page, { key: "expired", isError: true }, 403);
  try {
    const request = { customerId, rewardId: reward, redemptionId: redemption, now: new Date() };
    const made = await withShop(shopId, (scope) => redeemPoints(scope, request));
    return await render(
      visit,
      page,
      { key: made.status === "posted" ? "redeemed" : "redeemed_pending", isError: false },
      200,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return render(visit, page, { key: messageKey(error.code), isError: true }, 409);
  }
}

function messageKey(code: string): "not_enough_points" | "reward_unknown" | "programme_paused" | "invalid" {
  return code === "not_enough_points" || code === "reward_unknown" || code === "programme_paused"
    ? code
    : "invalid";
}

async function render(
  visit: ProxyVisit,
  page: ShopperPage,
  message: ShopperView["message"],
  status: number,
): Promise<Response> {
  const view = await readShopperView(visit, message);
  const text = storefrontText(visit.locale, visit.shop);
  const props = { view, text, path: visit.path, loginUrl: LOGIN_URL, isPage: page === "page" };
  // Loaded when it is needed: the worker runs this folder's TypeScript as it is, and Node strips types but not JSX.
  const { RewardsPanel } = await import("./ui/rewards-panel.tsx");
  const html = renderToStaticMarkup(createElement(RewardsPanel, props));
  return answerInTheme(html, { status, isBare: page === "panel" });
}

async function readShopperView(visit: ProxyVisit, message: ShopperView["message"]): Promise<ShopperView> {
  const { customerId, shopId, shop } = visit;
  return withShop(shopId, async (scope) => {
    const rewards = (await readRewards(scope)).filter((reward) => reward.active);
    const version = versionAt(await readProgramme(scope), new Date());
    return {
      isActive: version?.active ?? false,
      currency: shop.currency ?? "USD",
      rewards,
      message,
      visitToken:
        customerId === null ? null : makeVisitToken(shopId, { kind: "login", customerId }, new Date()),
      token: customerId === null ? "" : makeToken(visit, new Date()),
      redemptionId: randomUUID(),
      member:
        customerId === null
          ? null
          : {
              balance: await balanceOf(scope, customerId),
              redemptions: await unusedRedemptions(scope, customerId),
              history: (await readStatement(scope, customerId, HISTORY_LINES)).map((line) => ({
                id: line.transferId.toString(),
                kind: line.kind,
                correction: line.correction,
                points: line.points,
                at: line.happenedAt,
              })),
            },
    };
  });
}

/** A code that an order was placed with is of no more use to show. */
async function unusedRedemptions(scope: ShopScope, customerId: bigint) {
  const facts = await factsOf(scope, [customerId]);
  const used = new Set(facts.flatMap((fact) => String(fact.data["discountCodes"] ?? "").split(" ")));
  const redemptions = await redemptionsOf(scope, customerId, SHOWN_REDEMPTIONS);
  return redemptions.filter((redemption) => !used.has(redemption.code));
}

/**
 * The proxy carries no cookies, and Shopify signs who is signed in but not what is posted: a form from elsewhere would
 * be sent in the shopper's name. The token shows that the form came from our page, for this customer, in the last day.
 */
function makeToken(visit: ProxyVisit, now: Date): string {
  const day = now.toISOString().slice(0, 10);
  return signWords(env.SHOPIFY_API_SECRET, [
    "redeem",
    visit.shopId.toString(),
    String(visit.customerId),
    day,
  ]);
}

function isTokenOf(visit: ProxyVisit, token: string): boolean {
  const days = [0, 1].map((daysAgo) =>
    new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10),
  );
  return days.some((day) =>
    isSignedWords(
      env.SHOPIFY_API_SECRET,
      ["redeem", visit.shopId.toString(), String(visit.customerId), day],
      token,
    ),
  );
}
