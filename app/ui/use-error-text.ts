import { useTranslation } from "react-i18next";
import type { FieldError } from "./form-errors.ts";
import { useFormats } from "./formats.tsx";

/** Writes a fault for people; undefined when there is none, as Polaris fields want it. */
export function useErrorText(): (error: FieldError | undefined) => string | undefined {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  return (error) => {
    if (!error) return undefined;
    const key = i18n.exists(error.key) ? error.key : "errors.invalid";
    const details = Object.entries(error.details ?? {}).map(([name, value]) => {
      // `count` chooses the plural and stays a number.
      return [name, typeof value === "number" && name !== "count" ? formats.number(value) : value];
    });
    return t(key as "errors.invalid", Object.fromEntries(details));
  };
}
