/** What the address of the Deliveries page may hold. What is missing or wrong means "all" and "the newest". */
import { z } from "zod";
import { DELIVERY_STATES } from "./delivery-states.ts";

/** How many pages back the address remembers. */
const MAX_TRAIL = 40;

const cursor = z.string().regex(/^\d{1,18}$/);

/** The list's address. `trail` holds where the pages before this one began, so that Previous finds back. */
export const DeliveriesAddress = z.object({
  state: z.enum(DELIVERY_STATES).nullable().catch(null),
  topic: z.string().max(100).nullable().catch(null),
  before: cursor.nullable().catch(null),
  trail: z
    .string()
    .transform((text) =>
      text
        .split(".")
        .filter((part) => cursor.safeParse(part).success)
        .slice(-MAX_TRAIL),
    )
    .catch([]),
});
