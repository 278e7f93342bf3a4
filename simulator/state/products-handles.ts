/** Handles: the part of an address that names a product or a collection. */

/** Latin letters lose their accents; letters of other scripts stay as they are. */
const withoutAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, "$1")
    .normalize("NFC")
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae")
    .replaceAll("ø", "o");

/** `Chloë's "Red" Mug` is `chloes-red-mug`, `東京 タワー` is `東京-タワー`; empty when nothing can be used. */
export function handleFrom(text: string): string {
  return withoutAccents(text.trim().toLowerCase())
    .replaceAll(/['’"“”()[\]]/g, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** The handle itself, or with the next free number: `mug`, `mug-1`, `mug-2`; `mug-41` goes on with `mug-42`. */
export function freeHandle(wanted: string, isTaken: (handle: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  const match = /^(.*)-(\d{1,9})$/.exec(wanted);
  const [stem, start] = match ? [match[1]!, Number(match[2]) + 1] : [wanted, 1];
  for (let number = start; ; number += 1) {
    const candidate = `${stem}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

interface Named {
  id: bigint;
  handle: string;
}

/** What `chooseHandle` knows. */
export interface HandleWish<T extends Named> {
  records: Iterable<T>;
  /** The record that gets the handle; its own is free for it. */
  ownId: bigint | null;
  /** What the app or merchant asked for. */
  given: string | null | undefined;
  title: string;
  /** When neither gives a letter: `product`. */
  fallback: string;
}

/**
 * The handle of a record: one that was asked for must be free, one that is made from the title gets a number. null =
 * what was asked for is taken.
 */
export function chooseHandle<T extends Named>(wish: HandleWish<T>): string | null {
  const taken = new Set<string>();
  for (const record of wish.records) if (record.id !== wish.ownId) taken.add(record.handle);
  const given = handleFrom(wish.given ?? "");
  if (given !== "") return taken.has(given) ? null : given;
  return freeHandle(handleFrom(wish.title) || wish.fallback, (handle) => taken.has(handle));
}
