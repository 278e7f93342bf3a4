import { useTranslation } from "react-i18next";

/** A text of the locale file where it has one, else what is given: other systems may name things that we do not know. */
export function useWord(): (key: string, otherwise: string) => string {
  const { t, i18n } = useTranslation();
  return (key, otherwise) => (i18n.exists(key) ? t(key as "timeline.title") : otherwise);
}
