/** Shapes of the loyalty forms; safe in the browser. Messages are keys of the locale file. */
import { z } from "zod";

/** An empty field is no number; left to itself, coercion would read it as 0. */
const wholeNumber = (min: number, max: number) =>
  z.preprocess((value) => (value === "" ? undefined : value), wholeNumberWithin(min, max));

const wholeNumberWithin = (min: number, max: number) =>
  z.coerce
    .number({ error: "errors.whole_number" })
    .int("errors.whole_number")
    .min(min, "errors.too_small")
    .max(max, "errors.too_large");

/** The programme's rule and its reward, as the Loyalty page sends them. Amounts are minor units. */
export const ProgrammeForm = z.object({
  earnPoints: wholeNumber(1, 10_000),
  earnPerMinor: wholeNumber(1, 10_000_000),
  rewardCostPoints: wholeNumber(1, 10_000_000),
  rewardValueMinor: wholeNumber(1, 100_000_000),
  rewardActive: z.stringbool(),
  active: z.stringbool(),
  /** Only when the programme starts: reward the orders of the last twelve months, too. */
  includePastYear: z.stringbool().optional().default(false),
});
export type ProgrammeInput = z.output<typeof ProgrammeForm>;

/** An adjustment of a customer's points. */
export const AdjustmentForm = z.object({
  adjustmentId: z.uuid("errors.reload"),
  points: wholeNumber(-1_000_000, 1_000_000).refine((points) => points !== 0, "errors.not_zero"),
  reason: z.string().trim().min(3, "errors.reason_missing").max(200, "errors.too_long"),
});

/** A redemption, from the storefront. */
export const RedemptionForm = z.object({
  reward: z.coerce.number().int().positive(),
  redemption: z.uuid(),
  token: z.string(),
});
