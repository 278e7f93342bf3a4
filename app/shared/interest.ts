import { z } from "zod";

/** What a shopper can say to like: a product type of the shop (`type:<name>`), or a collection (`collection:<id>`). */
export const Interest = z.string().regex(/^(type:[^\n]{1,255}|collection:\d{1,18})$/);

/** A merchant lets shoppers choose from so many at most. */
export const MOST_INTERESTS = 30;
