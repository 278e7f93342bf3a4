/** Names that Shopify publishes itself; an app's own events must have others. */
export const STANDARD_EVENTS: readonly string[] = [
  "alert_displayed",
  "cart_viewed",
  "checkout_address_info_submitted",
  "checkout_completed",
  "checkout_contact_info_submitted",
  "checkout_shipping_info_submitted",
  "checkout_started",
  "collection_viewed",
  "page_viewed",
  "payment_info_submitted",
  "product_added_to_cart",
  "product_removed_from_cart",
  "product_viewed",
  "search_submitted",
  "ui_extension_errored",
  "clicked",
  "form_submitted",
  "input_blurred",
  "input_changed",
  "input_focused",
];

/** Countries where the law wants consent before anything is tracked: the EEA, the United Kingdom and Switzerland. */
const CONSENT_COUNTRIES = new Set(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH".split(
    " ",
  ),
);

export const needsConsent = (countryCode: string): boolean => CONSENT_COUNTRIES.has(countryCode);
