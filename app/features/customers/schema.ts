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

/** What staff decide about who is who. */
export const IdentityForm = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("join"), otherId: personId }),
  z.object({ intent: z.literal("undo"), fromId: personId }),
]);
