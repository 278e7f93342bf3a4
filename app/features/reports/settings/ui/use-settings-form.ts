import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { showToast } from "#app/ui/toast.ts";

/** What the page's action answers. */
export type SettingsAnswer = { ok: true } | { ok: false; errors: FieldErrors };

/** The fields as they are typed. */
export interface SettingsDraft {
  loyalFromOrders: string;
  atRiskAfterDays: string;
  lapsedAfterDays: string;
  foldsPlusAddresses: boolean;
  doubleOptIn: boolean;
  asksBirthday: boolean;
  /** One a line. */
  interests: string;
  deliveryBodyDays: string;
  exportDays: string;
  accessLogMonths: string;
}

/** The settings form: what is typed, whether it differs from what is saved, what is at fault, and saving it. */
export function useSettingsForm(saved: SettingsDraft) {
  const { t } = useTranslation();
  const fetcher = useFetcher<SettingsAnswer>();
  const [draft, setDraft] = useState(saved);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const answered = useRef<SettingsAnswer | undefined>(undefined);
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || answered.current === fetcher.data) return;
    answered.current = fetcher.data;
    setTouched(new Set());
    if (fetcher.data.ok) showToast(t("settings.saved"));
  }, [fetcher.state, fetcher.data, t]);
  const errors = Object.entries(fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {});
  const names = Object.keys(saved) as (keyof SettingsDraft)[];
  return {
    draft,
    isDirty: names.some((name) => String(draft[name]).trim() !== String(saved[name])),
    isSaving: fetcher.state !== "idle",
    /** A fault goes when its field is changed. */
    errors: Object.fromEntries(errors.filter(([field]) => !touched.has(field))) as FieldErrors,
    change(changes: Partial<SettingsDraft>) {
      setDraft({ ...draft, ...changes });
      setTouched(new Set([...touched, ...Object.keys(changes)]));
    },
    save() {
      const fields = Object.entries(draft).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" ? [[name, value]] : value ? [[name, "on"]] : [],
      );
      void fetcher.submit(Object.fromEntries(fields), { method: "post" });
    },
    discard() {
      setDraft(saved);
      setTouched(new Set(names));
    },
  };
}
