/** The Loyalty form as it is typed, and the way from there to what the server takes. Pure. */
import { currencyDigits, decimalFromMinor, minorFromDecimal } from "#app/shared/money.ts";
import type { FieldError, FieldErrors } from "#app/ui/form-errors.ts";

/** What stands in the fields. Amounts are typed in major units of the shop's currency. */
export interface ProgrammeDraft {
  earnPoints: string;
  earnAmount: string;
  rewardPoints: string;
  rewardAmount: string;
  rewardActive: boolean;
  active: boolean;
  includePastYear: boolean;
}

/** The programme and the reward as the server knows them. */
export interface SavedProgramme {
  current: { earnPoints: number; earnPerMinor: number; active: boolean } | null;
  reward: { costPoints: number; valueMinor: number; active: boolean } | null;
}

/** The form for what is saved, or a start that gives back about five percent. */
export function draftOf({ current, reward }: SavedProgramme, currency: string): ProgrammeDraft {
  // In currencies without decimals one unit is small money: a hundred stand for one.
  const unitMinor = currencyDigits(currency) === 0 ? 100n : minorFromDecimal("1", currency);
  const amount = (minor: bigint | number) => trimZeros(decimalFromMinor(minor, currency));
  return {
    earnPoints: String(current?.earnPoints ?? 1),
    earnAmount: amount(current?.earnPerMinor ?? unitMinor),
    rewardPoints: String(reward?.costPoints ?? 100),
    rewardAmount: amount(reward?.valueMinor ?? 5n * unitMinor),
    rewardActive: reward?.active ?? true,
    active: current?.active ?? true,
    includePastYear: false,
  };
}

/** "5.00" → "5", but "5.50" stays. */
function trimZeros(decimal: string): string {
  return decimal.replace(/\.0+$/, "");
}

/** An amount as people type it: with a comma or a point, with spaces between thousands. */
export function readAmount(text: string, currency: string): { minor: bigint } | { error: FieldError } {
  const compact = text.replaceAll(/[\s  ]/g, "");
  const decimal = /^\d+,\d{1,3}$/.test(compact) ? compact.replace(",", ".") : compact;
  if (!/^\d+(\.\d+)?$/.test(decimal)) return { error: { key: "errors.amount" } };
  try {
    return { minor: minorFromDecimal(decimal, currency) };
  } catch {
    return { error: { key: "errors.amount_too_fine", details: { count: currencyDigits(currency) } } };
  }
}

/** What the server takes, by the names of its form; an amount that cannot be read is a fault of its field. */
export function formOf(
  draft: ProgrammeDraft,
  currency: string,
): { fields: Record<string, string>; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const minorText = (text: string, field: string) => {
    const amount = readAmount(text, currency);
    if ("minor" in amount) return amount.minor.toString();
    errors[field] = amount.error;
    return text;
  };
  const fields = {
    earnPoints: draft.earnPoints.trim(),
    earnPerMinor: minorText(draft.earnAmount, "earnPerMinor"),
    rewardCostPoints: draft.rewardPoints.trim(),
    rewardValueMinor: minorText(draft.rewardAmount, "rewardValueMinor"),
    rewardActive: String(draft.rewardActive),
    active: String(draft.active),
    includePastYear: String(draft.includePastYear),
  };
  return { fields, errors };
}

export function isSameDraft(a: ProgrammeDraft, b: ProgrammeDraft): boolean {
  return (Object.keys(a) as (keyof ProgrammeDraft)[]).every((field) => a[field] === b[field]);
}
