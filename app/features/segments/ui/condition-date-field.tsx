import { Select, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Operator } from "../domain/condition-tree.ts";
import styles from "./condition-builder.module.css";

const UNITS = { days: "d", weeks: "w", months: "m", years: "y", hours: "h" } as const;
type Unit = keyof typeof UNITS;
const FORMS = ["days", "weeks", "months", "years", "hours", "today", "yesterday", "day", "other"] as const;
type Form = (typeof FORMS)[number];

/** Which form a date has: "-30d" is days ago, "2026-01-31" a day, an exact time or a day to come is other. */
function formOf(value: string): Form {
  if (value === "today" || value === "yesterday") return value;
  const unit = (Object.keys(UNITS) as Unit[]).find((one) => new RegExp(`^-\\d*${UNITS[one]}$`).test(value));
  if (unit) return unit;
  return value === "" || /^\d{4}-\d{2}-\d{2}$/.test(value) ? "day" : "other";
}

const FIRST: Record<Form, string> = {
  days: "-30d",
  weeks: "-4w",
  months: "-6m",
  years: "-1y",
  hours: "-12h",
  today: "today",
  yesterday: "yesterday",
  day: "",
  other: "+7d",
};

/** A date of a condition: so long ago, a named day, a day of the calendar, or as it is written. */
export function ConditionDateField({
  value,
  operator,
  onChange,
  error,
}: {
  value: string;
  operator: Operator;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation();
  const form = formOf(value);
  const needsDay = operator === "=" || operator === "!=";
  const forms = FORMS.filter((one) => one !== "hours" || !needsDay || form === "hours");
  const label = t("condition.builder.value");
  const field = { label, labelHidden: true, autoComplete: "off", error } as const;
  const isAgo = form in UNITS;
  return (
    <div className={styles[isAgo ? "date" : "calendar"]}>
      {isAgo && (
        <TextField
          {...field}
          inputMode="numeric"
          value={value.slice(1, -1)}
          onChange={(count) => onChange(`-${count.replaceAll(/\D/g, "")}${UNITS[form as Unit]}`)}
        />
      )}
      <Select
        label={t("condition.builder.date_form")}
        labelHidden
        options={forms.map((one) => ({ value: one, label: t(`condition.date_forms.${one}`) }))}
        value={form}
        onChange={(next) => onChange(FIRST[next as Form])}
        error={form === "today" || form === "yesterday" ? error : undefined}
      />
      {form === "day" && <TextField {...field} type="date" value={value} onChange={onChange} />}
      {form === "other" && <TextField {...field} value={value} onChange={onChange} />}
    </div>
  );
}
