import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** Says why marketing mail waits, and leads to where the postal address is entered. */
export function PostalAddressBanner() {
  const { t } = useTranslation();
  return (
    <Banner
      tone="warning"
      title={t("messages.no_address_title")}
      action={{ content: t("messages.no_address_action"), url: "/app/messages/settings" }}
    >
      {t("messages.no_address_text")}
    </Banner>
  );
}
