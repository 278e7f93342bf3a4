import { z } from "zod";

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, "errors.whole_number")
    .transform(Number)
    .refine((value) => value >= least, "errors.too_small")
    .refine((value) => value <= most, "errors.too_large");

/** "21:30" → minutes from midnight. */
const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "errors.message_time")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const optionalEmail = z.union([z.literal(""), z.email("errors.message_email")]);
const optionalAddress = z.union([
  z.literal(""),
  z.url({ protocol: /^https?$/, error: "errors.message_link" }),
]);

/** The form of the messages' settings. */
export const SenderForm = z.object({
  senderName: z.string().trim().max(100, "errors.too_large"),
  senderAddress: optionalEmail,
  replyTo: optionalEmail,
  addressLine: z.string().trim().max(500, "errors.too_large"),
  logoUrl: optionalAddress,
  accentColour: z.string().regex(/^#[0-9a-f]{6}$/i, "errors.message_colour"),
  quietFrom: clock,
  quietUntil: clock,
  capPerDay: whole(1, 50),
  capPerWeek: whole(1, 200),
  /** Empty = the installation's mail server. */
  host: z.string().trim().max(253),
  port: whole(1, 65_535),
  secure: z.enum(["on"]).optional(),
  user: z.string().max(300),
  /** Empty = as it is. */
  password: z.string().max(500),
});
export type SenderInput = z.output<typeof SenderForm>;
