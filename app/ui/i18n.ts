import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./locales/en.json" with { type: "json" };

/** The languages that the admin pages exist in. A merchant with another one reads English. */
const resources = { en: { translation: en } };

const instances = new Map<string, i18n>();

/** The texts in a merchant's language. Ready at once, so that server and browser render the same. */
export function textsFor(locale: string): i18n {
  const language = locale.split("-")[0] ?? "en";
  const lng = language in resources ? language : "en";
  let instance = instances.get(lng);
  if (!instance) {
    instance = i18next.createInstance();
    void instance.use(initReactI18next).init({
      // The library would print an advertisement to every console.
      showSupportNotice: false,
      lng,
      fallbackLng: "en",
      resources,
      initAsync: false,
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
    instances.set(lng, instance);
  }
  return instance;
}
