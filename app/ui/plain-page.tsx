import { I18nextProvider, useTranslation } from "react-i18next";
import { textsFor } from "./i18n.ts";
import styles from "./plain-page.module.css";

type PlainPageName = "welcome" | "sign_in" | "not_found" | "failed";

/** A page outside of Shopify's admin: no Polaris, no script needed. */
export function PlainPage({ page }: { page: PlainPageName }) {
  return (
    <I18nextProvider i18n={textsFor("en")}>
      <PlainContent page={page} />
    </I18nextProvider>
  );
}

function PlainContent({ page }: { page: PlainPageName }) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h1>{t(`plain.${page}.title`)}</h1>
        <p>{t(`plain.${page}.text`)}</p>
        <p className={styles.note}>{t(`plain.${page}.next`)}</p>
      </div>
    </main>
  );
}
