import { z } from "zod";
import { Interest, MOST_INTERESTS } from "#app/shared/interest.ts";

const whole = (min: number, max: number, error: string) =>
  z.coerce.number("errors.whole_number").int("errors.whole_number").min(min, error).max(max, error);

const onOff = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

/** One a line. */
const interestList = z
  .string()
  .max(20_000)
  .default("")
  .transform((text) => [...new Set(text.split(/\r?\n/).filter(Boolean))])
  .pipe(z.array(Interest).max(MOST_INTERESTS, "errors.interests_many"));

const thresholds = {
  loyalFromOrders: whole(2, 1000, "errors.orders_2_1000"),
  atRiskAfterDays: whole(1, 3649, "errors.days_1_3650"),
  lapsedAfterDays: whole(2, 3650, "errors.days_1_3650"),
};

const isLapsedLater = ({ atRiskAfterDays, lapsedAfterDays }: Record<keyof typeof thresholds, number>) =>
  atRiskAfterDays < lapsedAfterDays;
const lapsedTooEarly = { message: "errors.lapsed_after_risk", path: ["lapsedAfterDays"] };

/** Thresholds to be tried out, as the preview's address carries them. */
export const LifecycleQuery = z.object(thresholds).refine(isLapsedLater, lapsedTooEarly);

/** What the settings page sends: boxes that are not ticked are left out, as browsers do. */
export const SettingsForm = z
  .object({
    ...thresholds,
    foldsPlusAddresses: onOff,
    doubleOptIn: onOff,
    asksBirthday: onOff,
    interests: interestList,
    deliveryBodyDays: whole(1, 400, "errors.days_1_400"),
    exportDays: whole(1, 90, "errors.days_1_90"),
    accessLogMonths: whole(6, 60, "errors.months_6_60"),
  })
  .refine(isLapsedLater, lapsedTooEarly);
export type SettingsForm = z.output<typeof SettingsForm>;
