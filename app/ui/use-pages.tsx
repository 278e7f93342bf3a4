import { Box, Button } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Some lines of a list, and where the next ones begin; null = these are the last. */
export interface LoadedPage<T> {
  items: T[];
  nextCursor: string | null;
}

/** Pages that were added, and the cursor at which the first of them began: when that moves, they do not fit any more. */
interface Added<T> extends LoadedPage<T> {
  from: string | null;
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
  const fetcher = useFetcher<LoadedPage<T>>();
  const [isOpen, setIsOpen] = useState(false);
  const [added, setAdded] = useState<Added<T> | null>(null);
  const seen = useRef<unknown>(undefined);
  const fits = added !== null && added.from === first.nextCursor;
  const nextCursor = fits ? added.nextCursor : first.nextCursor;
  useEffect(() => {
    const answer = fetcher.data as LoadedPage<T> | undefined;
    if (!answer || fetcher.state !== "idle" || seen.current === answer) return;
    seen.current = answer;
    setAdded((before) => {
      const isNext = before !== null && before.from === first.nextCursor;
      return {
        from: first.nextCursor,
        items: [...(isNext ? before.items : []), ...answer.items],
        nextCursor: answer.nextCursor,
      };
    });
  }, [fetcher.data, fetcher.state, first.nextCursor]);
  const all = fits ? [...first.items, ...added.items] : first.items;
  const isFolded = !isOpen && all.length > few;
  if (!isFolded && nextCursor === null) return { shown: all, more: null };
  const load = () => {
    if (nextCursor !== null) void fetcher.load(`${source}?${new URLSearchParams({ cursor: nextCursor })}`);
  };
  return {
    shown: isFolded ? all.slice(0, few) : all,
    more: (
      <Box padding="300" paddingInline="400" borderBlockStartWidth="025" borderColor="border-secondary">
        <Button
          variant="plain"
          loading={fetcher.state !== "idle"}
          onClick={isFolded ? () => setIsOpen(true) : load}
        >
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
