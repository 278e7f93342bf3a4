import { z } from "zod";
import { Interest, MOST_INTERESTS } from "#app/shared/interest.ts";

const colour = z.string().regex(/^#[0-9a-f]{6}$/i);

/** Who messages are from, how they look, and when they may go. Minutes count from midnight on the recipient's clock. */
const Messaging = z.object({
  senderName: z.string().max(100).catch(""),
  /** Empty: the installation's address (MAIL_FROM). */
  senderAddress: z.union([z.literal(""), z.email()]).catch(""),
  replyTo: z.union([z.literal(""), z.email()]).catch(""),
  /** Name and postal address of whoever sends; the law asks for it in marketing mail. */
  addressLine: z.string().max(500).catch(""),
  logoUrl: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).catch(""),
  accentColour: colour.catch("#0f6b4f"),
  /** Equal = never quiet. */
  quietFromMinute: z.number().int().min(0).max(1439).catch(1260),
  quietUntilMinute: z.number().int().min(0).max(1439).catch(480),
  capPerDay: z.number().int().min(1).max(50).catch(2),
  capPerWeek: z.number().int().min(1).max(200).catch(5),
});

/** What a merchant chose, with what holds until something is chosen. New settings join here, with a default. */
export const ShopSettings = z.object({
  /** For how long the bodies of processed deliveries are kept. Read by expire_deliveries in SQL, too. */
  deliveryBodyDays: z.number().int().min(1).max(400).catch(60),
  /** From how many orders a customer is loyal, and how long after the last one at risk and lapsed (days of 24 hours). */
  lifecycle: z
    .object({
      loyalFromOrders: z.number().int().min(2).max(1000),
      atRiskAfterDays: z.number().int().min(1).max(3650),
      lapsedAfterDays: z.number().int().min(1).max(3650),
    })
    .refine(({ atRiskAfterDays, lapsedAfterDays }) => atRiskAfterDays < lapsedAfterDays)
    .catch({ loyalFromOrders: 4, atRiskAfterDays: 90, lapsedAfterDays: 180 }),
  /** Whether alex+shoes@… and alex@… are one person. Applies to what is told from then on. */
  foldsPlusAddresses: z.boolean().catch(false),
  /** Whether a subscription counts only once the person has confirmed it by a link. */
  doubleOptIn: z.boolean().catch(false),
  /** Whether the preference centre asks for the birthday. */
  asksBirthday: z.boolean().catch(false),
  /** What the preference centre lets shoppers be interested in: `type:<product type>`, `collection:<id>`. Empty = not asked. */
  interests: z.array(Interest).max(MOST_INTERESTS).catch([]),
  /** For how long what a data request collected is kept. Read by expire_privacy in SQL, too. */
  exportDays: z.number().int().min(1).max(90).catch(30),
  /** For how long the log keeps who looked at whom. Read by expire_privacy in SQL, too. */
  accessLogMonths: z.number().int().min(6).max(60).catch(24),
  /** Within how many days after a click on a recommendation an order is counted for it. */
  recommendations: z
    .object({ clickWindowDays: z.number().int().min(1).max(90) })
    .catch({ clickWindowDays: 7 }),
  /** Sender, brand, quiet hours and caps of messages. */
  messaging: Messaging.catch(() => Messaging.parse({})),
});
export type ShopSettings = z.output<typeof ShopSettings>;
