import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { CostPreviewData } from "./cost-preview.tsx";

/** What the preview's route answers. */
export interface PreviewAnswer {
  preview: CostPreviewData | null;
}

const TYPING_DELAY_MS = 350;

/**
 * Asks for the cost of the rule in the form, shortly after the last keystroke. The last answer stays until the next is
 * there.
 *
 * @param query the rule as the route takes it; null while the fields cannot be read
 */
export function useCostPreview(query: string | null): {
  preview: CostPreviewData | null | undefined;
  isStale: boolean;
} {
  const { load, data, state } = useFetcher<PreviewAnswer>();
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (query === null || query === asked) return;
    const timer = setTimeout(
      () => {
        setAsked(query);
        load(`/app/loyalty/preview?${query}`);
      },
      asked === null ? 0 : TYPING_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [query, asked, load]);
  if (query === null) return { preview: data?.preview ?? null, isStale: true };
  return { preview: data?.preview, isStale: state !== "idle" || query !== asked };
}
