/** What the addresses of the report pages may hold. What is missing or wrong falls back to the first choice. */
import { z } from "zod";

export const CUSTOMER_SORTS = ["points", "spent", "created"] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];
export type SortDirection = "asc" | "desc";

/** The customers page's address. */
export const CustomersAddress = z.object({
  q: z.string().max(200).catch(""),
  sort: z.enum(CUSTOMER_SORTS).catch("points"),
  direction: z.enum(["asc", "desc"]).catch("desc"),
  after: z.string().nullable().catch(null),
  before: z.string().nullable().catch(null),
});
