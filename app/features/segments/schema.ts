/** Shapes of the segments' forms; safe in the browser. Messages are keys of the locale file. */
import { z } from "zod";

export const SegmentForm = z.object({
  name: z.string().trim().min(1, "errors.name_missing").max(60, "errors.name_long"),
  description: z.string().trim().max(300, "errors.too_long").default(""),
  condition: z.string().trim().min(1, "errors.condition_missing").max(20_000, "errors.too_long"),
});

export const SyncForm = z.object({
  sync: z.enum(["none", "native", "tag"], "errors.invalid"),
  tag: z
    .string()
    .trim()
    .max(40, "errors.tag_long")
    .refine((tag) => !tag.includes(","), "errors.invalid")
    .nullish()
    .transform((tag) => tag || null),
});

/** A segment's id in an address. */
export const SegmentId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);

/** A ready-made segment to be made, with its words in the merchant's language. */
export const ReadyMadeForm = z.object({
  ready: z.string().regex(/^[a-z_]{1,40}$/, "errors.reload"),
  name: SegmentForm.shape.name,
  description: SegmentForm.shape.description,
});
