import { useEffect, useState } from "react";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import type { ConditionError } from "../domain/condition-errors.ts";

/** What the preview's route answers, as JSON. */
export type PreviewAnswer =
  | {
      ok: true;
      condition: string;
      count: number | null;
      isEstimate: boolean;
      total: number;
      sample: { id: string; firstName: string | null; lastName: string | null; email: string | null }[];
    }
  | { ok: false; condition: string; error: ConditionError | null; errors: FieldErrors };

const PREVIEW_DELAY_MS = 400;

/**
 * Asks whom a condition holds for, shortly after the last keystroke. Not by the router: each of its submissions loads
 * the whole page again, which may undo the redirect of a save that was begun meanwhile. By POST: what is looked for may be
 * somebody's address, which belongs in no log of addresses.
 *
 * @param condition null while it cannot be read
 * @returns the answer about this very condition; null = not there yet
 */
export function useSegmentPreview(condition: string | null): PreviewAnswer | null {
  const [answer, setAnswer] = useState<PreviewAnswer | null>(null);
  const isKnown = condition === null || answer?.condition === condition;
  useEffect(() => {
    if (condition === null || isKnown) return;
    const leaving = new AbortController();
    const waiting = setTimeout(() => {
      void ask(condition, leaving.signal).then(
        (given) => !leaving.signal.aborted && setAnswer(given),
        // Nobody was counted; the next change asks again.
        () =>
          !leaving.signal.aborted &&
          setAnswer({ ok: true, condition, count: null, isEstimate: false, total: 0, sample: [] }),
      );
    }, PREVIEW_DELAY_MS);
    return () => {
      clearTimeout(waiting);
      leaving.abort();
    };
  }, [condition, isKnown]);
  return answer?.condition === condition ? answer : null;
}

async function ask(condition: string, signal: AbortSignal): Promise<PreviewAnswer> {
  const body = new FormData();
  body.set("condition", condition);
  const response = await fetch("/app/segments/preview", { method: "POST", body, signal });
  if (!response.ok) throw new Error(`The preview answered ${response.status}`);
  return (await response.json()) as PreviewAnswer;
}
