import type { BlindIndex } from "#app/features/shops/index.server.ts";

/**
 * By what orders and checkouts are found that show an e-mail address, which itself stands sealed: 32 bits, so whatever is
 * found is opened and compared. Null = they show none.
 */
export function emailTokenOf(index: BlindIndex, email: string | null): number | null {
  return email === null ? null : index.searchToken(`shown:${email.toLowerCase()}`);
}
