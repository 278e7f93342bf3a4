import { Box, Button } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Some lines of a list, and where the next ones begin; null = these are the last. */
export interface LoadedPage<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * A first page with all that follows it, as far as it was loaded.
 *
 * @param loaded pages by the cursor at which they begin. One loaded again takes the place of the one before: whatever is
 *   changed on a page makes it load what it shows anew
 */
export function chainOf<T>(
  first: LoadedPage<T>,
  loaded: { get: (cursor: string) => LoadedPage<T> | undefined },
): LoadedPage<T> {
  const items = [...first.items];
  let { nextCursor } = first;
  for (const seen = new Set<string>(); nextCursor !== null && !seen.has(nextCursor);) {
    const page = loaded.get(nextCursor);
    if (!page) break;
    seen.add(nextCursor);
    items.push(...page.items);
    nextCursor = page.nextCursor;
  }
  return { items, nextCursor };
}

/** What a fetcher answered to each address that it was asked for. */
export function useAnswers<Answer>(): {
  answers: ReadonlyMap<string, Answer>;
  load: (address: string) => void;
  isLoading: boolean;
} {
  const fetcher = useFetcher<Answer>();
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map());
  const asked = useRef("");
  const { data, state } = fetcher;
  useEffect(() => {
    if (data && state === "idle") setAnswers((before) => new Map(before).set(asked.current, data as Answer));
  }, [data, state]);
  const load = (address: string) => {
    asked.current = address;
    void fetcher.load(address);
  };
  return { answers, load, isLoading: state !== "idle" };
}

/**
 * A list that came with the page: its first few lines, then all that came, then older ones from `source` (understands
 * `cursor`, answers a page).
 */
export function usePages<T>(
  first: LoadedPage<T>,
  { source, few }: { source: string; few: number },
): { shown: readonly T[]; more: ReactNode } {
  const { t } = useTranslation();
  const { answers, load, isLoading } = useAnswers<LoadedPage<T>>();
  const [isOpen, setIsOpen] = useState(false);
  const addressOf = (cursor: string) => `${source}?${new URLSearchParams({ cursor })}`;
  const { items: all, nextCursor } = chainOf(first, { get: (cursor) => answers.get(addressOf(cursor)) });
  const isFolded = !isOpen && all.length > few;
  if (!isFolded && nextCursor === null) return { shown: all, more: null };
  const loadNext = () => {
    if (nextCursor !== null) load(addressOf(nextCursor));
  };
  return {
    shown: isFolded ? all.slice(0, few) : all,
    more: (
      <Box padding="300" paddingInline="400" borderBlockStartWidth="025" borderColor="border-secondary">
        <Button variant="plain" loading={isLoading} onClick={isFolded ? () => setIsOpen(true) : loadNext}>
          {isFolded
            ? nextCursor === null
              ? t("list.show_all", { count: all.length })
              : t("list.show_more")
            : t("list.show_older")}
        </Button>
      </Box>
    ),
  };
}
