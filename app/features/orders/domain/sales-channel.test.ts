import { expect, it } from "vitest";
import { type SalesChannel, salesChannelOf } from "./sales-channel.ts";

it.each<[string | null, string | null, boolean, SalesChannel]>([
  ["web", "580111", false, "web"],
  ["WEB", null, false, "web"],
  ["checkout_next", null, false, "web"],
  ["580111", "580111", false, "web"],
  ["subscription_contract", "1", false, "web"],
  ["pos", "129785", false, "pos"],
  ["iphone", null, false, "pos"],
  [null, "129785", false, "pos"],
  ["shopify_draft_order", "1354745", false, "draft"],
  ["2329312", "2329312", false, "social"],
  ["tiktok", null, false, "social"],
  ["web", "580111", true, "b2b"],
  ["shopify_draft_order", null, true, "b2b"],
  ["1234567", "1234567", false, "other"],
  ["marketplace", null, false, "other"],
  [null, null, false, "other"],
])("source %s of app %s, for a company: %s → %s", (sourceName, appId, isForCompany, channel) => {
  expect(salesChannelOf({ sourceName, appId, isForCompany })).toBe(channel);
});
