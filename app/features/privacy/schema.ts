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

export const DownloadForm = z.object({ format: z.enum(["html", "csv", "json"]) });
