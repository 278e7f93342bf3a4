import { NavMenu } from "@shopify/app-bridge-react";
import polarisTexts from "@shopify/polaris/locales/en.json" with { type: "json" };
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { Link, useNavigation } from "@remix-run/react";
import { type ReactNode, useEffect } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import { type FormatSettings, FormatsProvider } from "./formats.tsx";
import { textsFor } from "./i18n.ts";

interface AdminShellProps {
  apiKey: string;
  /** Where App Bridge comes from; undefined = Shopify's CDN. */
  appBridgeUrl: string | undefined;
  settings: FormatSettings;
  children: ReactNode;
}

/** What is around every page: App Bridge, Polaris, the app's navigation in the admin, texts and formats. */
export function AdminShell({ apiKey, appBridgeUrl, settings, children }: AdminShellProps) {
  return (
    <AppProvider
      isEmbeddedApp
      apiKey={apiKey}
      i18n={polarisTexts}
      {...(appBridgeUrl ? { __APP_BRIDGE_URL: appBridgeUrl as never } : {})}
    >
      <I18nextProvider i18n={textsFor(settings.locale)}>
        <FormatsProvider settings={settings}>
          <Navigation />
          <LoadingBar />
          <main>{children}</main>
        </FormatsProvider>
      </I18nextProvider>
    </AppProvider>
  );
}

function Navigation() {
  const { t } = useTranslation();
  return (
    // App Bridge hides the element before React sees it, which React would report.
    <NavMenu {...{ suppressHydrationWarning: true }}>
      <Link to="/app" rel="home">
        {t("nav.home")}
      </Link>
      <Link to="/app/customers">{t("nav.customers")}</Link>
      <Link to="/app/segments">{t("nav.segments")}</Link>
      <Link to="/app/recommendations">{t("nav.recommendations")}</Link>
      <Link to="/app/journeys">{t("nav.journeys")}</Link>
      <Link to="/app/messages">{t("nav.messages")}</Link>
      <Link to="/app/loyalty">{t("nav.loyalty")}</Link>
      <Link to="/app/data">{t("nav.data")}</Link>
      <Link to="/app/deliveries">{t("nav.deliveries")}</Link>
      <Link to="/app/privacy">{t("nav.privacy")}</Link>
      <Link to="/app/settings">{t("nav.settings")}</Link>
    </NavMenu>
  );
}

/** The admin's own progress bar, while a page is on its way. */
function LoadingBar() {
  const isNavigating = useNavigation().state !== "idle";
  useEffect(() => {
    window.shopify?.loading?.(isNavigating);
  }, [isNavigating]);
  return null;
}
