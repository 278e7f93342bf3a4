/** Where an order was sold. */
export type SalesChannel = "web" | "pos" | "social" | "b2b" | "draft" | "other";

/** What Shopify tells about where an order came from; null where it does not tell. */
export interface OrderOrigin {
  /** Shopify's source_name: a word for its own channels, the number of the app for others. */
  sourceName: string | null;
  /** Number of the app that made the order. */
  appId: string | null;
  /** Bought for a company. */
  isForCompany: boolean;
}

const BY_SOURCE_NAME: Readonly<Record<string, SalesChannel>> = {
  web: "web",
  www: "web",
  checkout_next: "web",
  buy_button: "web",
  shop: "web",
  subscription_contract: "web",
  subscription_contract_checkout_one: "web",
  pos: "pos",
  iphone: "pos",
  ipad: "pos",
  android: "pos",
  shopify_draft_order: "draft",
  facebook: "social",
  instagram: "social",
  tiktok: "social",
  pinterest: "social",
  snapchat: "social",
  youtube: "social",
};

/** Numbers of apps that are channels: the online store, Shop, the till, draft orders, Facebook & Instagram, TikTok. */
const BY_APP: Readonly<Record<string, SalesChannel>> = {
  "580111": "web",
  "3890849": "web",
  "129785": "pos",
  "1354745": "draft",
  "2329312": "social",
  "4383523": "social",
};

/**
 * The channel of an order. A company's order is B2B wherever it was placed; else Shopify's own word decides, then the
 * app that made the order. What an unknown app made is "other", and so is an order of which nothing is told.
 */
export function salesChannelOf({ sourceName, appId, isForCompany }: OrderOrigin): SalesChannel {
  if (isForCompany) return "b2b";
  const word = sourceName?.trim().toLowerCase() ?? "";
  return BY_SOURCE_NAME[word] ?? BY_APP[word] ?? BY_APP[appId ?? ""] ?? "other";
}
