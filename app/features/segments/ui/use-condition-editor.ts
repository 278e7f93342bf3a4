import { useMemo, useState } from "react";
import type { ConditionError } from "../domain/condition-errors.ts";
import { type ConditionTree, tidyTree } from "../domain/condition-tree.ts";
import { formatCondition } from "../domain/format-condition.ts";
import { parseCondition } from "../domain/parse-condition.ts";

/** One condition as text and as tree, changed by either. */
export interface ConditionEditor {
  text: string;
  /** What the builder shows; the last that could be read while the text cannot. Null = nothing yet. */
  tree: ConditionTree | null;
  /** What is wrong with the text; null = it can be read. */
  error: ConditionError | null;
  setText: (text: string) => void;
  setTree: (tree: ConditionTree | null) => void;
}

/** Keeps text and tree together: a text that can be read replaces the tree, a changed tree is written as text. */
export function useConditionEditor(initialText: string, currency: string): ConditionEditor {
  const read = (text: string) => parseCondition(text, { currency });
  const [state, setState] = useState(() => {
    const parsed = read(initialText);
    return { text: initialText, tree: parsed.ok ? parsed.tree : null };
  });
  const parsed = useMemo(() => parseCondition(state.text, { currency }), [state.text, currency]);
  return {
    ...state,
    error: parsed.ok ? null : parsed.error,
    setText: (text) => {
      const next = read(text);
      setState(({ tree }) => ({ text, tree: next.ok ? next.tree : text.trim() === "" ? null : tree }));
    },
    setTree: (tree) => {
      const tidy = tree && tidyTree(tree);
      setState({ text: tidy ? formatCondition(tidy) : "", tree });
    },
  };
}
