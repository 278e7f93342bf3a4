import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";
import { draftOf, formOf, isSameDraft, type ProgrammeDraft, type SavedProgramme } from "./programme-draft.ts";

/** What the page's action answers. */
export type ProgrammeAnswer = { ok: true } | { ok: false; errors: FieldErrors };

const RULE_FIELDS = ["earnPoints", "earnPerMinor", "rewardCostPoints", "rewardValueMinor"] as const;

type Rule = Record<(typeof RULE_FIELDS)[number], number>;

/** The rule as numbers, for previews; null while a field is no positive whole number. */
function ruleOf(fields: Record<string, string>): Rule | null {
  const entries = RULE_FIELDS.map(
    (field) => [field, Number(/^\d{1,9}$/.exec(fields[field] ?? "")?.[0] ?? 0)] as const,
  );
  return entries.every(([, value]) => value > 0) ? (Object.fromEntries(entries) as Rule) : null;
}

/** The Loyalty form: what is typed, whether it differs from what is saved, what is at fault, and saving it. */
export function useProgrammeForm(saved: SavedProgramme) {
  const { t } = useTranslation();
  const { currency } = useFormats();
  const fetcher = useFetcher<ProgrammeAnswer>();
  const initial = draftOf(saved, currency);
  const [draft, setDraft] = useState(initial);
  const [ownErrors, setOwnErrors] = useState<FieldErrors>({});
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());

  // What was saved comes back in the server's writing ("5" for "5.00"): the form takes that on once it is there.
  const savedKey = JSON.stringify(initial);
  const known = useRef(savedKey);
  useEffect(() => {
    if (known.current === savedKey) return;
    known.current = savedKey;
    setDraft(JSON.parse(savedKey) as ProgrammeDraft);
  }, [savedKey]);

  const answered = useRef<ProgrammeAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || answered.current === fetcher.data) return;
    answered.current = fetcher.data;
    setTouched(new Set());
    if (fetcher.data.ok) {
      setDraft(JSON.parse(known.current) as ProgrammeDraft);
      showToast(t("loyalty.saved"));
    }
  }, [fetcher.state, fetcher.data, t]);

  const { fields, errors: unreadable } = formOf(draft, currency);
  const rule = ruleOf(fields);
  const [readableRule, setReadableRule] = useState(rule);
  if (rule && JSON.stringify(rule) !== JSON.stringify(readableRule)) setReadableRule(rule);
  const serverErrors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  const allErrors = Object.entries({ ...serverErrors, ...ownErrors });
  return {
    draft,
    /** The last rule that could be read, so that the example does not come and go while a number is typed anew. */
    rule: readableRule,
    isDirty: !isSameDraft(draft, initial),
    isSaving: fetcher.state !== "idle",
    /** A fault goes when its field is changed. */
    errors: Object.fromEntries(allErrors.filter(([field]) => !touched.has(field))) as FieldErrors,
    previewQuery:
      rule && new URLSearchParams(Object.entries(rule).map(([k, v]) => [k, String(v)])).toString(),
    change(changes: Partial<ProgrammeDraft>) {
      setDraft({ ...draft, ...changes });
      setTouched(new Set([...touched, ...Object.keys(changes).map(fieldOfDraft)]));
    },
    save() {
      setOwnErrors(unreadable);
      setTouched(new Set());
      if (Object.keys(unreadable).length === 0) void fetcher.submit(fields, { method: "post" });
    },
    discard() {
      setDraft(initial);
      setOwnErrors({});
      setTouched(new Set(["form", ...RULE_FIELDS]));
    },
  };
}

/** The server's name of a field of the form. */
function fieldOfDraft(field: string): string {
  const names: Record<string, string> = {
    earnAmount: "earnPerMinor",
    rewardPoints: "rewardCostPoints",
    rewardAmount: "rewardValueMinor",
  };
  return names[field] ?? field;
}
