import { z } from "zod";
import { RULE_ACTIONS } from "./domain/merchandising.ts";
import { PLACEMENTS } from "./domain/placements.ts";

export const PlacementName = z.enum(PLACEMENTS);

const ShopifyId = z.string().regex(/^\d{1,18}$/);

/** What a storefront asks for. */
export const RecommendationQuery = z.object({
  placement: PlacementName,
  products: z.array(ShopifyId.transform(BigInt)).max(50),
  limit: z.coerce.number().int().min(1).max(12).catch(4),
});

/** How many rules may stand beside one product, or beside all. */
export const MAX_RULES = 50;

const Rule = z.object({ itemId: ShopifyId, action: z.enum(RULE_ACTIONS) });

/** What the merchant decided beside one product ("0" = beside all); the order of the pins is that of the list. */
export const RulesForm = z.object({
  productId: ShopifyId,
  rules: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "expected JSON" });
        return z.NEVER;
      }
    })
    .pipe(
      z
        .array(Rule)
        .max(MAX_RULES)
        .refine((rules) => new Set(rules.map(({ itemId }) => itemId)).size === rules.length),
    ),
});
export type RulesForm = z.output<typeof RulesForm>;

/** Within how many days after a click an order is counted for it. */
export const ClickWindowForm = z.object({ clickWindowDays: z.coerce.number().int().min(1).max(90) });
