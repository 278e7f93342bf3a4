/** Building blocks for reading what Shopify sends: exact about ids and times, tolerant of what it adds. */
import { z } from "zod";
import { InvalidInput } from "./errors.ts";

/** A whole number of any size, as Shopify's ids are. */
export const id = z
  .union([z.number().int().nonnegative(), z.bigint().nonnegative(), z.string().regex(/^\d{1,19}$/)])
  .transform((value) => BigInt(value));

/** An instant with its offset, as Shopify writes it. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A decimal amount, written as text or (in a few old fields) as a number. */
export const decimal = z
  .union([z.string().regex(/^-?\d+(\.\d+)?$/, "expected a decimal amount"), z.number()])
  .transform(String);

/** Missing and null alike. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? null);
}

/**
 * Reads a payload.
 *
 * @throws InvalidInput that names the field and what was expected
 */
export function readPayload<T extends z.ZodType>(schema: T, payload: unknown, what: string): z.output<T> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`);
  throw new InvalidInput(`${what} cannot be read. ${faults.join("; ")}`);
}
