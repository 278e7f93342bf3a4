/** What the pages about people may send. */
import { z } from "zod";

const personId = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(BigInt);

/** What staff ask about who is who: find somebody, see what a join or its undoing would move. */
export const IdentityQuestion = z.object({
  find: z.string().max(200).optional(),
  with: personId.optional(),
  undo: personId.optional(),
});

/** Channels that people are asked about; what a browser allows stands beside them and has no history. */
const LedgerChannel = z.enum(["email", "sms", "whatsapp", "push"]);

/** Which channel's consents staff want to see. */
export const ConsentQuestion = z.object({ channel: LedgerChannel });

/** Whether a channel's consents have a history. */
export const hasHistory = (channel: string): boolean => LedgerChannel.safeParse(channel).success;

/** What staff decide about who is who. */
export const IdentityForm = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("join"), otherId: personId }),
  z.object({ intent: z.literal("undo"), fromId: personId }),
]);
