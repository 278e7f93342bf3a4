import { useFetcher } from "@remix-run/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "#app/ui/toast.ts";
import type { RuleAction } from "../domain/merchandising.ts";
import type { ServedItem } from "../serve.server.ts";
import type { NamedProduct } from "../rules.server.ts";
import type { Choice } from "./search-choice.tsx";

export interface DraftRule {
  itemId: string;
  action: RuleAction;
}

/** What the preview's route answers. */
export interface PreviewAnswer {
  items: ServedItem[];
  names: Record<string, NamedProduct>;
}

const sameRules = (a: readonly DraftRule[], b: readonly DraftRule[]) =>
  JSON.stringify(a) === JSON.stringify(b);

interface PlacementState {
  placement: string;
  saved: readonly { productId: string; itemId: string; action: RuleAction }[];
}

/** The rules beside one product (or all) while they are edited, and what shoppers would see with them. */
export function usePlacementRules({ placement, saved }: PlacementState) {
  const { t } = useTranslation();
  const [product, setProduct] = useState<Choice | null>(null);
  const [customer, setCustomer] = useState<Choice | null>(null);
  const [isForAll, setIsForAll] = useState(true);
  const productId = isForAll || !product ? "0" : product.id;
  const stored = useMemo(
    () =>
      saved
        .filter((rule) => rule.productId === productId)
        .map(({ itemId, action }): DraftRule => ({ itemId, action })),
    [saved, productId],
  );
  const [draft, setDraft] = useState<readonly DraftRule[]>(stored);
  const [titles, setTitles] = useState<Record<string, Choice>>({});
  useEffect(() => setDraft(stored), [stored]);
  const saver = useFetcher<{ ok: boolean }>();
  const preview = useFetcher<PreviewAnswer>();
  const { load } = preview;
  const query = new URLSearchParams({
    placement,
    product: product?.id ?? "",
    customer: customer?.id ?? "",
    productId,
    rules: JSON.stringify(draft),
  }).toString();
  const isFirst = useRef(true);
  useEffect(() => {
    const timer = setTimeout(() => load(`/app/recommendations/preview?${query}`), isFirst.current ? 0 : 250);
    isFirst.current = false;
    return () => clearTimeout(timer);
  }, [query, load]);
  const answer = saver.state === "idle" ? saver.data : undefined;
  useEffect(() => {
    if (answer?.ok) showToast(t("recommendations.rules.saved"));
  }, [answer, t]);

  const without = (itemId: string) => draft.filter((rule) => rule.itemId !== itemId);
  return {
    product,
    customer,
    isForAll,
    draft,
    isDirty: !sameRules(draft, stored),
    isSaving: saver.state !== "idle",
    hasFailed: saver.state === "idle" && saver.data?.ok === false,
    preview: preview.data,
    isStale: preview.state !== "idle",
    titleOf: (id: string) => preview.data?.names[id]?.title ?? titles[id]?.title ?? id,
    imageOf: (id: string) => preview.data?.names[id]?.imageUrl ?? titles[id]?.imageUrl ?? null,
    showProduct: setProduct,
    showCustomer: setCustomer,
    setIsForAll,
    decide(choice: Choice, action: RuleAction) {
      setTitles((known) => ({ ...known, [choice.id]: choice }));
      setDraft([...without(choice.id), { itemId: choice.id, action }]);
    },
    remove: (itemId: string) => setDraft(without(itemId)),
    moveUp(itemId: string) {
      const at = draft.findIndex((rule) => rule.itemId === itemId);
      if (at > 0) setDraft(draft.with(at, draft[at - 1]!).with(at - 1, draft[at]!));
    },
    save: () => saver.submit({ productId, rules: JSON.stringify(draft) }, { method: "post" }),
    discard: () => setDraft(stored),
  };
}
export type PlacementRules = ReturnType<typeof usePlacementRules>;
