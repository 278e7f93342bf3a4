import { openJson, SealBroken, sealJson } from "./keyring.server.ts";

/**
 * Links that we hand out and get back: what they say is sealed, so that an address shows nothing of a person, cannot be
 * made up, and ends by itself. They go into the query, never the path: paths are logged.
 */
interface Letter<T> {
  expiresAtMs: number;
  says: T;
}

/** @param purpose opening the text for another purpose fails */
export function sealLink(purpose: string, says: unknown, expiresAt: Date): string {
  const letter: Letter<unknown> = { expiresAtMs: expiresAt.getTime(), says };
  return sealJson(letter, `link:${purpose}`).toString("base64url");
}

/** What a link says; "expired", or "forged" when it is not ours, was changed or was meant for something else. */
export function openLink<T>(purpose: string, text: string, now: Date): T | "expired" | "forged" {
  if (!/^[\w-]{40,1000}$/.test(text)) return "forged";
  try {
    const letter = openJson<Letter<T>>(Buffer.from(text, "base64url"), `link:${purpose}`);
    if (!letter) return "forged";
    return letter.expiresAtMs > now.getTime() ? letter.says : "expired";
  } catch (error) {
    if (error instanceof SealBroken) return "forged";
    throw error;
  }
}
