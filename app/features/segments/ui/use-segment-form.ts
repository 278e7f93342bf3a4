import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";
import { useConditionEditor } from "./use-condition-editor.ts";
import { useSegmentPreview } from "./use-segment-preview.ts";

export interface SegmentFields {
  name: string;
  description: string;
  condition: string;
}

/** What the page's action answers to a save. */
export type SegmentAnswer = { ok: true } | { ok: false; errors: FieldErrors };

/** The segment's form: what is typed, what it would mean, saving it. */
export function useSegmentForm(saved: SegmentFields) {
  const { t } = useTranslation();
  const { currency } = useFormats();
  const [words, setWords] = useState({ name: saved.name, description: saved.description });
  const editor = useConditionEditor(saved.condition, currency);
  const fields: SegmentFields = { ...words, condition: editor.text };
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const fetcher = useFetcher<SegmentAnswer>();
  /** What the last save was about, whose errors are shown; null = they were seen to. */
  const [sent, setSent] = useState<string | null>(null);

  const savedKey = JSON.stringify(saved);
  const takeOn = (key: string) => {
    const { condition: text, ...rest } = JSON.parse(key) as SegmentFields;
    setWords(rest);
    // Written alike means nothing was changed.
    if (text !== editor.text) editor.setText(text);
  };
  const known = useRef(savedKey);
  useEffect(() => {
    if (known.current === savedKey) return;
    known.current = savedKey;
    takeOn(savedKey);
  });

  const answered = useRef<SegmentAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || answered.current === fetcher.data) return;
    answered.current = fetcher.data;
    setTouched(new Set());
    if (fetcher.data.ok) showToast(t("segments.editor.saved"));
  }, [fetcher.state, fetcher.data, t]);

  const { condition } = fields;
  const isReadable = editor.error === null;
  const answer = useSegmentPreview(condition.trim() !== "" && isReadable ? condition : null);
  const serverErrors = sent !== null && fetcher.data?.ok === false ? fetcher.data.errors : {};
  const previewErrors = answer && !answer.ok ? answer.errors : {};
  const errors = Object.fromEntries(
    Object.entries({ ...previewErrors, ...serverErrors }).filter(
      ([field]) =>
        !touched.has(field) && (field !== "condition" || field in previewErrors || sent === condition),
    ),
  ) as FieldErrors;
  return {
    fields,
    errors,
    editor,
    /** Of the condition as it is typed; null = not known yet. */
    preview: answer?.ok ? answer : null,
    isCounting: condition.trim() !== "" && isReadable && answer === null,
    isDirty: JSON.stringify(fields) !== savedKey,
    isSaving: fetcher.state !== "idle",
    change(changes: Partial<Omit<SegmentFields, "condition">>) {
      setWords({ ...words, ...changes });
      setTouched(new Set([...touched, ...Object.keys(changes)]));
    },
    save() {
      setTouched(new Set());
      setSent(condition);
      void fetcher.submit({ ...fields, intent: "save" }, { method: "post" });
    },
    discard() {
      takeOn(savedKey);
      setSent(null);
      setTouched(new Set());
    },
  };
}
