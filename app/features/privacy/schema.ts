import { z } from "zod";

const onOff = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");
const was = z.enum(["on", "off"]).optional();

/** What the preference centre's form sends: boxes that are not ticked are left out, as browsers do. */
export const ChoiceForm = z.object({
  email: onOff,
  sms: onOff,
  whatsapp: onOff,
  push: onOff,
  was_email: was,
  was_sms: was,
  was_whatsapp: was,
  was_push: was,
  topic_offers: onOff,
  topic_news: onOff,
  topic_rewards: onOff,
  topic_reminders: onOff,
  frequency: z.enum(["all", "weekly", "monthly"]),
  /** Days from now, or the instant that holds already. */
  pause: z.union([z.enum(["none", "30", "90"]), z.iso.datetime()]),
  no_automated: onOff,
});
export type ChoiceInput = z.output<typeof ChoiceForm>;

const part = z.string().trim().max(20).default("");

/** What shoppers say about themselves: empty fields are not said, boxes that are not ticked are left out. */
export const AboutForm = z.object({
  birth_day: part,
  birth_month: part,
  birth_year: part,
  interests: z.array(z.string().max(300)).max(1_000),
});
export type AboutInput = z.output<typeof AboutForm>;

export const DownloadForm = z.object({ format: z.enum(["html", "csv", "json"]) });
