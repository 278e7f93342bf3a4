/** Fields that the catalogue's payloads share. */
import { z } from "zod";
import { idFromGid } from "#app/shared/ids.ts";

/** Text; empty, null and missing mean the same, since Shopify's two APIs differ in it. */
export const textOrNull = z
  .string()
  .nullish()
  .transform((text) => (text ? text : null));

/** The number in a global id of a type, e.g. `gid://shopify/Product/1`. */
export const gid = (type: string) =>
  z.string().transform((text, context) => {
    try {
      return idFromGid(text, type);
    } catch {
      context.addIssue(`expected a global id of a ${type}`);
      return z.NEVER;
    }
  });
