import { useTranslation } from "react-i18next";
import type { FactKind } from "#app/shared/fact.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { consentOfData, useConsentWords } from "#app/ui/use-consent-words.ts";
import { transactionMove } from "#app/ui/transaction-move.ts";
import { useWord } from "#app/ui/use-word.ts";

/** What a sentence about a fact is made from. */
export interface SaidFact {
  kind: string;
  orderId: bigint | null;
  /** Name and currency of its order, where one is known. */
  orderName: string | null;
  orderCurrency: string | null;
  data: Record<string, string | number | boolean | null>;
}

/** Kinds whose sentence needs no more than one of the words below. */
const PLAIN = {
  "tier.imported": "tier_imported",
  "referral_code.imported": "referral_code_imported",
  "recommendation.clicked": "recommendation_clicked",
  "customer.created": "customer_created",
  "customer.deleted": "customer_deleted",
  "order.paid": "order_paid",
  "order.cancelled": "order_cancelled",
  "order.edited": "order_edited",
  "order.fulfilled": "order_fulfilled",
  "order.delivered": "order_delivered",
  "points.granted": "points_granted",
  "points.voided": "points_voided",
  "cart.changed": "cart_changed",
  "checkout.started": "checkout_started",
  "checkout.completed": "checkout_completed",
  "subscription.started": "subscription_started",
  "subscription.changed": "subscription_changed",
  "subscription.billed": "subscription_billed",
  "preferences.changed": "preferences_changed",
  "preferences.stated": "preferences_stated",
  "message.sent": "message_sent",
  "message.clicked": "message_clicked",
  "message.bounced": "message_bounced",
  "message.unsubscribed": "message_unsubscribed",
  "recovery.clicked": "recovery_clicked",
  "segment.joined": "segment_joined",
  "segment.left": "segment_left",
  "visit.page_viewed": "visit_page_viewed",
  "visit.product_viewed": "visit_product_viewed",
  "visit.collection_viewed": "visit_collection_viewed",
  "visit.search_submitted": "visit_search_submitted",
  "visit.product_added_to_cart": "visit_product_added_to_cart",
  "visit.product_removed_from_cart": "visit_product_removed_from_cart",
  "visit.cart_viewed": "visit_cart_viewed",
  "visit.checkout_started": "visit_checkout_started",
  "visit.checkout_completed": "visit_checkout_completed",
} as const;

/** The text of each kind, under `timeline`. A new kind of fact does not compile before it has one. */
export const SENTENCES: Record<FactKind, string> = {
  ...PLAIN,
  "order.placed": "order_placed",
  "order.refunded": "order_refunded",
  "order.returned": "order_returned",
  "order.transaction": "order_transaction",
  "points.adjusted": "points_adjusted",
  "points.imported": "points_imported",
  "points.redeemed": "points_redeemed",
  "consent.changed": "consent_changed",
};

const RETURN_WORDS = ["requested", "open", "closed", "canceled", "declined"] as const;

/** How far a return is; a word of tomorrow counts as under way. */
const returnWord = (status: unknown) => RETURN_WORDS.find((word) => word === status) ?? "open";

/** A sentence for each kind of fact. One that an older or newer version noted is named by its kind. */
export function useFactSentences(): (fact: SaidFact) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const textOf = useWord();
  const word = (key: string, value: unknown) => textOf(`${key}.${String(value)}`, String(value));
  const consents = useConsentWords();
  return ({ kind, orderName, orderCurrency, data }) => {
    const order = orderName ?? (typeof data["name"] === "string" ? data["name"] : t("timeline.an_order"));
    const currency = typeof data["currency"] === "string" ? data["currency"] : (orderCurrency ?? undefined);
    const minor = (field: string) => BigInt(String(data[field] ?? "0"));
    const amount = () => formats.money(minor("goodsMinor"), currency);
    switch (kind) {
      case "order.placed":
        return t("timeline.order_placed", { order, amount: amount() });
      case "order.refunded":
        return t("timeline.order_refunded", { order, amount: amount() });
      case "order.transaction":
        return t(`timeline.order_transaction.${transactionMove(data)}`, {
          order,
          amount: formats.money(minor("amountMinor"), currency),
          gateway: String(data["gateway"] ?? "").replaceAll("_", " "),
        });
      case "order.returned":
        return t(`timeline.order_returned.${returnWord(data["status"])}`, { order });
      case "points.adjusted":
        return t("timeline.points_adjusted", {
          points: formats.signed(minor("points")),
          reason: String(data["reason"] ?? ""),
        });
      case "points.imported":
        return t("timeline.points_imported", { points: formats.signed(minor("points")) });
      case "points.redeemed":
        return t("timeline.points_redeemed", {
          count: Number(minor("points")),
          points: formats.number(minor("points")),
        });
      case "consent.changed":
        return consents.sentence(consentOfData(data));
      default: {
        const key = PLAIN[kind as keyof typeof PLAIN];
        const details = {
          order,
          path: String(data["path"] ?? "/"),
          query: String(data["query"] ?? ""),
          segment: String(data["name"] ?? ""),
          tier: String(data["tier"] ?? ""),
          code: String(data["code"] ?? ""),
          message: word("messages.template", String(data["templateKey"] ?? "").replaceAll("-", "_")),
        };
        return key ? t(`timeline.${key}`, details) : kind;
      }
    }
  };
}
