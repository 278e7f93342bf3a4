import type en from "./locales/en.json";

// A key that the locale file lacks is a type error.
declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    strictKeyChecks: false;
  }
}
