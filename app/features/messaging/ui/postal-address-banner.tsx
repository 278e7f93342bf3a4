import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** Says why marketing mail waits, and leads to where the postal address is entered, unless it is here. */
export function PostalAddressBanner({ isHere = false }: { isHere?: boolean }) {
  const { t } = useTranslation();
  const action = { content: t("messages.no_address_action"), url: "/app/messages/settings" };
  return (
    <Banner tone="warning" title={t("messages.no_address_title")} {...(isHere ? {} : { action })}>
      {t("messages.no_address_text")}
    </Banner>
  );
}
