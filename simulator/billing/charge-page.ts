/** The page on which the merchant agrees to a charge of the app, `/store/<handle>/charges/<app>/<id>/<kind>`. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { html } from "#simulator/admin-page/html.ts";
import { plainPage } from "#simulator/admin-page/layout.ts";
import { html as htmlReply, readBody, redirect, type Reply } from "#simulator/http.ts";
import { formatMoney } from "#simulator/money.ts";
import { type Platform, shopHandle } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { AppSubscription } from "#simulator/state/model.ts";
import { answerCap, answerPurchase, usageItem } from "./charges.ts";
import { discountedPrice } from "./periods.ts";
import { approveSubscription, declineSubscription } from "./subscriptions.ts";

/** Which kind of charge a page is about; as in Shopify's addresses. */
export type ChargeKind =
  "confirm_recurring_application_charge" | "confirm_application_charge" | "confirm_update_capped_amount";

const signatureOf = (secret: string, domain: string, id: bigint, kind: ChargeKind): string =>
  createHmac("sha256", `charge ${secret}`).update(`${domain} ${id} ${kind}`).digest("hex");

export interface ChargeAddress {
  adminUrl: string;
  domain: string;
  app: { handle: string; clientSecret: string };
}

/** The address that the app sends the merchant to. */
export function confirmationUrl(at: ChargeAddress, id: bigint, kind: ChargeKind): string {
  const signature = signatureOf(at.app.clientSecret, at.domain, id, kind);
  return `${at.adminUrl}/store/${shopHandle(at.domain)}/charges/${at.app.handle}/${id}/${kind}?signature=${signature}`;
}

const PATH =
  /^\/store\/([^/]+)\/charges\/[^/]+\/(\d+)\/(confirm_recurring_application_charge|confirm_application_charge|confirm_update_capped_amount)$/;

interface Charge {
  name: string;
  test: boolean;
  returnUrl: string;
  isPending: boolean;
  terms: string[];
}

function subscriptionTerms(subscription: AppSubscription): string[] {
  return subscription.lineItems.map(({ pricing }) => {
    if (pricing.kind === "recurring") {
      const every = pricing.interval === "ANNUAL" ? "year" : "30 days";
      return `${formatMoney(discountedPrice(pricing), pricing.currency)} every ${every}`;
    }
    return `${pricing.terms} (at most ${formatMoney(pricing.proposedCap ?? pricing.cappedAmount, pricing.currency)} every 30 days)`;
  });
}

function findCharge(runtime: ShopRuntime, id: bigint, kind: ChargeKind): Charge | null {
  const { shop } = runtime;
  if (kind === "confirm_application_charge") {
    const purchase = shop.appPurchases.get(id);
    if (!purchase) return null;
    const terms = [`${formatMoney(purchase.price, purchase.currency)} once`];
    return { ...purchase, isPending: purchase.status === "PENDING", terms };
  }
  const subscription = shop.appSubscriptions.get(id);
  if (!subscription) return null;
  const isPending =
    kind === "confirm_update_capped_amount"
      ? subscription.lineItems.some(({ pricing }) => pricing.kind === "usage" && pricing.proposedCap !== null)
      : subscription.status === "PENDING" && !subscription.startsAt;
  const trial = subscription.trialDays > 0 ? [`First ${subscription.trialDays} days free`] : [];
  return { ...subscription, isPending, terms: [...trial, ...subscriptionTerms(subscription)] };
}

function decide(
  runtime: ShopRuntime,
  id: bigint,
  kind: ChargeKind,
  isAgreed: boolean,
): CommandResult<object> {
  const { environment } = runtime;
  switch (kind) {
    case "confirm_application_charge":
      return answerPurchase(environment, id, isAgreed);
    case "confirm_recurring_application_charge":
      return isAgreed ? approveSubscription(environment, id) : declineSubscription(environment, id);
    case "confirm_update_capped_amount": {
      const lineItems = runtime.shop.appSubscriptions.get(id)?.lineItems ?? [];
      const index = lineItems.findIndex((each) => each.pricing.kind === "usage");
      return answerCap(environment, usageItem(environment, id, index), isAgreed);
    }
  }
}

function page(runtime: ShopRuntime, charge: Charge, note: string | null): string {
  const buttons = html`<form method="post" class="row end">
    <button class="button" name="decision" value="decline">Cancel</button>
    <button class="button primary" name="decision" value="approve">Approve</button>
  </form>`;
  return plainPage(
    "Approve charge",
    html`<section class="card">
      <h2>${runtime.app.name}: ${charge.name}</h2>
      <ul>
        ${charge.terms.map((term) => html`<li>${term}</li>`)}
      </ul>
      ${charge.test && html`<p>A test: nothing is charged.</p>`}
      ${note && html`<p class="notice problem" role="alert">${note}</p>`}
      ${charge.isPending ? buttons : html`<p class="empty">This charge is not waiting for an answer.</p>`}
    </section>`,
  );
}

/** Approved: back to the app, which is told the number of the charge. */
function returnTo(charge: Charge, id: bigint): Reply {
  const url = new URL(charge.returnUrl);
  url.searchParams.set("charge_id", id.toString());
  return redirect(url.toString());
}

const isSigned = (expected: string, given: string): boolean =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));

/** Answers the pages of charges; null for other addresses. */
export async function answerChargePage(
  platform: Platform,
  request: IncomingMessage,
  url: URL,
): Promise<Reply | null> {
  const match = PATH.exec(url.pathname);
  if (!match) return null;
  const runtime = platform.shop(`${match[1]}.myshopify.com`);
  const id = BigInt(match[2]!);
  const kind = match[3] as ChargeKind;
  const charge = runtime && findCharge(runtime, id, kind);
  if (!runtime || !charge) return htmlReply("<h1>There is no such charge</h1>", 404);
  const expected = signatureOf(runtime.app.clientSecret, runtime.shop.domain, id, kind);
  if (!isSigned(expected, url.searchParams.get("signature") ?? "")) {
    return htmlReply("<h1>The signature of this address is wrong</h1>", 403);
  }
  if (request.method !== "POST") return htmlReply(page(runtime, charge, null));
  const isAgreed = new URLSearchParams(await readBody(request)).get("decision") === "approve";
  const outcome = decide(runtime, id, kind, isAgreed);
  if (!outcome.ok) return htmlReply(page(runtime, charge, outcome.errors[0]!.message), 422);
  // Declined: the merchant stays in the admin and the app is not told.
  return isAgreed ? returnTo(charge, id) : redirect(`/store/${match[1]}?charge=declined`);
}
