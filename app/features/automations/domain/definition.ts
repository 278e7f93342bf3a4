/** What a journey is made of: a trigger and steps, readable JSON that can be stored, exported and tested. */
import { z } from "zod";

const stepId = z.string().regex(/^[a-z0-9_]{1,40}$/, "errors.invalid");
/** The step that follows; null = the journey is done. */
const next = stepId.nullable();

const DAY_MINUTES = 1440;

/** When a cart counts as abandoned. */
export const AbandonmentTrigger = z.object({
  kind: z.literal("abandonment"),
  /** cart: no checkout was begun; checkout: one was; either: both. */
  of: z.enum(["cart", "checkout", "either"]),
  /** Nothing was changed for so long. */
  quietMinutes: z
    .number()
    .int()
    .min(5, "errors.invalid")
    .max(7 * DAY_MINUTES, "errors.invalid"),
  /** The cart is worth at least this; above zero in any case. Minor units. */
  minTotalMinor: z.number().int().min(1, "errors.invalid").max(1_000_000_000, "errors.invalid"),
  needsStock: z.boolean(),
  needsNewestCart: z.boolean(),
  needsConsent: z.boolean(),
});
export type AbandonmentTrigger = z.output<typeof AbandonmentTrigger>;

export const FACT_TRIGGERS = [
  "customer.created",
  "consent.changed",
  "order.placed",
  "order.paid",
  "order.fulfilled",
  "order.delivered",
  "order.cancelled",
  "points.granted",
] as const;

export const Trigger = z.discriminatedUnion("kind", [
  AbandonmentTrigger,
  z.object({ kind: z.literal("fact"), fact: z.enum(FACT_TRIGGERS) }),
  z.object({
    kind: z.literal("segment_joined"),
    segmentId: z.string().regex(/^\d{1,18}$/, "errors.invalid"),
  }),
]);
export type Trigger = z.output<typeof Trigger>;

/** Whether somebody may enter again for another reason. One reason never enters twice. */
export const Reentry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("always") }),
  z.object({ kind: z.literal("never") }),
  z.object({ kind: z.literal("after_days"), days: z.number().int().min(1).max(365) }),
]);
export type Reentry = z.output<typeof Reentry>;

export const Discount = z.object({
  kind: z.enum(["percentage", "amount"]),
  /** Whole per cent, or minor units of the shop's currency. */
  value: z.number().int().min(1, "errors.invalid").max(1_000_000, "errors.invalid"),
  validHours: z
    .number()
    .int()
    .min(1, "errors.invalid")
    .max(24 * 60, "errors.invalid"),
  /** Only for members of this segment; null = for everybody. */
  segmentId: z
    .string()
    .regex(/^\d{1,18}$/, "errors.invalid")
    .nullable(),
});
export type Discount = z.output<typeof Discount>;

export const Step = z.discriminatedUnion("kind", [
  z.object({
    id: stepId,
    kind: z.literal("wait"),
    minutes: z
      .number()
      .int()
      .min(1, "errors.invalid")
      .max(365 * DAY_MINUTES, "errors.invalid"),
    next,
  }),
  z.object({
    id: stepId,
    kind: z.literal("wait_until"),
    /** HH:MM, 24 hours. */
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "errors.invalid"),
    zone: z.enum(["person", "shop"]),
    next,
  }),
  z.object({
    id: stepId,
    kind: z.literal("condition"),
    /** In the segment language. */
    condition: z.string().trim().min(1, "errors.required").max(5000),
    next,
    otherwise: next,
  }),
  z.object({
    id: stepId,
    kind: z.literal("split"),
    branches: z
      .array(z.object({ weight: z.number().int().min(1).max(100), next }))
      .min(2)
      .max(5),
  }),
  z.object({
    id: stepId,
    kind: z.literal("message"),
    templateKey: z.string().regex(/^[\w.-]{1,80}$/, "errors.required"),
    discount: Discount.nullable(),
    next,
  }),
  z.object({
    id: stepId,
    kind: z.literal("tag"),
    tag: z.string().trim().min(1, "errors.required").max(40),
    next,
  }),
  z.object({
    id: stepId,
    kind: z.literal("goal"),
    name: z.string().trim().min(1, "errors.required").max(80),
    next,
  }),
  z.object({ id: stepId, kind: z.literal("exit") }),
]);
export type Step = z.output<typeof Step>;
export type StepKind = Step["kind"];

export const JourneyDefinition = z.object({
  trigger: Trigger,
  reentry: Reentry,
  /** Whoever buys is done with it, at once. */
  endsOnPurchase: z.boolean(),
  /** So many of a hundred get no message, to measure what the messages do. */
  holdoutPercent: z.number().int().min(0, "errors.invalid").max(50, "errors.invalid"),
  /** An order counts as recovered so long after a click. */
  attributionDays: z.number().int().min(1, "errors.invalid").max(30, "errors.invalid"),
  /** The first is where people begin. */
  steps: z.array(Step).min(1, "errors.required").max(60),
});
export type JourneyDefinition = z.output<typeof JourneyDefinition>;

/** Where a step can lead; null = to the end. */
export function waysOut(step: Step): (string | null)[] {
  switch (step.kind) {
    case "exit":
      return [null];
    case "condition":
      return [step.next, step.otherwise];
    case "split":
      return step.branches.map((branch) => branch.next);
    default:
      return [step.next];
  }
}

/** One hour, one day and three days after the cart was left; ten per cent off in the last message. */
export const CART_RECOVERY: JourneyDefinition = {
  trigger: {
    kind: "abandonment",
    of: "either",
    quietMinutes: 60,
    minTotalMinor: 1,
    needsStock: true,
    needsNewestCart: true,
    needsConsent: true,
  },
  reentry: { kind: "always" },
  endsOnPurchase: true,
  holdoutPercent: 5,
  attributionDays: 7,
  steps: [
    { id: "first", kind: "message", templateKey: "cart-recovery-1h", discount: null, next: "one_day" },
    { id: "one_day", kind: "wait", minutes: 23 * 60, next: "second" },
    { id: "second", kind: "message", templateKey: "cart-recovery-24h", discount: null, next: "three_days" },
    { id: "three_days", kind: "wait", minutes: 48 * 60, next: "third" },
    {
      id: "third",
      kind: "message",
      templateKey: "cart-recovery-72h",
      discount: { kind: "percentage", value: 10, validHours: 72, segmentId: null },
      next: null,
    },
  ],
};
