/** Shapes of the deliveries' forms; safe in the browser. Messages are keys of the locale file. */
import { z } from "zod";

const wholeNumber = (min: number, max: number) =>
  z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.coerce
      .number({ error: "errors.whole_number" })
      .int("errors.whole_number")
      .min(min, "errors.too_small")
      .max(max, "errors.too_large"),
  );

const concerned = {
  topic: z
    .string()
    .trim()
    .max(100, "errors.too_long")
    .regex(/^[a-z0-9_/*]+$/, "errors.topic_pattern"),
  errorContains: z.string().trim().max(200, "errors.too_long"),
};

/** A rule for deliveries that fail. */
export const RuleForm = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("retry"),
    ...concerned,
    retryAfterMinutes: wholeNumber(1, 10_080),
    maxRetries: wholeNumber(1, 20),
  }),
  z
    .object({ action: z.literal("ignore"), ...concerned })
    .transform((rule) => ({ ...rule, retryAfterMinutes: null, maxRetries: null })),
]);
