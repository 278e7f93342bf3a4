/** Tags: how they are read, compared and kept. The same for everything that has tags. */
import type { CommandError } from "./commands.ts";

export const MAX_TAGS = 250;
export const MAX_TAG_LENGTH = 255;

/** Single tags; a text with commas is several. Blanks around them and repetitions, in whatever case, go. */
export function readTags(tags: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of tags.flatMap((text) => text.split(","))) {
    const trimmed = tag.trim();
    const key = trimmed.toLowerCase();
    if (trimmed && !seen.has(key)) seen.set(key, trimmed);
  }
  return [...seen.values()];
}

/** In the order Shopify gives them. */
export const sortTags = (tags: readonly string[]): string[] =>
  tags.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** The tags with others added; one that is there in another case stays as it is. */
export const withTags = (tags: readonly string[], added: readonly string[]): string[] =>
  sortTags(readTags([...tags, ...added]));

/** The tags without some, in whatever case they are given. */
export function withoutTags(tags: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(readTags(removed).map((tag) => tag.toLowerCase()));
  return tags.filter((tag) => !gone.has(tag.toLowerCase()));
}

/** What is in the first list and not, in any case, in the second. */
export const tagsNotIn = (tags: readonly string[], others: readonly string[]): string[] =>
  withoutTags(tags, others);

/** What is wrong with a list of tags; `field` is the field of the input. */
export function tagErrors(tags: readonly string[], field: string): CommandError[] {
  const errors: CommandError[] = [];
  if (tags.some((tag) => tag.length > MAX_TAG_LENGTH)) {
    errors.push({
      field,
      message: `Tags is too long (maximum is ${MAX_TAG_LENGTH} characters)`,
      code: "TOO_LONG",
    });
  }
  if (tags.length > MAX_TAGS) {
    errors.push({ field, message: `Tags cannot be more than ${MAX_TAGS}`, code: "TOO_LONG" });
  }
  return errors;
}
