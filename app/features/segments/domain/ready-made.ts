/** Segments that are made in one press. Names and descriptions stand in the locale files under `segments.ready.<key>`. */
import { RFM_GROUPS } from "./attributes.ts";

export interface ReadyMade {
  key: string;
  group: "start" | "lifecycle" | "rfm";
  condition: string;
}

const STAGES = ["LEAD", "FIRST_TIME", "REPEAT", "LOYAL", "AT_RISK", "LAPSED"] as const;

/** In the order in which they are offered. */
export const READY_MADE: readonly ReadyMade[] = [
  {
    key: "new_subscribers",
    group: "start",
    condition: "email_subscription_status = 'SUBSCRIBED' AND customer_added_date >= -30d",
  },
  { key: "never_bought", group: "start", condition: "number_of_orders = 0" },
  { key: "big_spenders", group: "start", condition: "rfm_monetary = 5" },
  { key: "first_bought", group: "start", condition: "number_of_orders = 1 AND last_order_date >= -60d" },
  {
    key: "slipping_away",
    group: "start",
    condition: "number_of_orders >= 2 AND last_order_date < -90d AND last_order_date >= -365d",
  },
  { key: "left_checkout", group: "start", condition: "abandoned_checkout_date >= -7d" },
  ...STAGES.map((stage): ReadyMade => ({
    key: `stage_${stage.toLowerCase()}`,
    group: "lifecycle",
    condition: `lifecycle_stage = '${stage}'`,
  })),
  ...RFM_GROUPS.map((group): ReadyMade => ({
    key: `rfm_${group.toLowerCase()}`,
    group: "rfm",
    condition: `rfm_group = '${group}'`,
  })),
];

/** The ready-made segment of a key. */
export function readyMadeOf(key: string): ReadyMade | undefined {
  return READY_MADE.find((each) => each.key === key);
}
