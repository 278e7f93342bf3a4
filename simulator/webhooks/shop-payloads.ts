/** Webhook payloads about the shop itself and about bulk operations. */
import { gid } from "#simulator/ids.ts";
import type { ShopState } from "#simulator/state/model.ts";

function currencySymbol(currency: string): string {
  const parts = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}

/** `shop/update`, `app/uninstalled`. */
export function shopPayload(shop: ShopState) {
  const format = `${currencySymbol(shop.currency)}{{amount}}`;
  const withCurrency = `${format} ${shop.currency}`;
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: null,
    country: shop.countryCode,
    address1: "1 Market Street",
    zip: "LS1 1AA",
    city: "Leeds",
    source: null,
    phone: "",
    latitude: null,
    longitude: null,
    primary_locale: "en",
    address2: null,
    created_at: null,
    updated_at: null,
    country_code: shop.countryCode,
    country_name: countryName(shop.countryCode),
    currency: shop.currency,
    customer_email: shop.email,
    timezone: `(GMT) ${shop.ianaTimezone}`,
    iana_timezone: shop.ianaTimezone,
    shop_owner: `${shop.name} Owner`,
    money_format: format,
    money_with_currency_format: withCurrency,
    weight_unit: "kg",
    province_code: null,
    taxes_included: true,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: null,
    plan_display_name: shop.plan,
    plan_name: shop.plan.toLowerCase(),
    has_discounts: shop.discounts.size > 0,
    has_gift_cards: false,
    myshopify_domain: shop.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: format,
    money_with_currency_in_emails_format: withCurrency,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: shop.id + 1n,
    checkout_api_supported: true,
    multi_location_enabled: true,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [shop.currency],
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  };
}

/** `shop/redact`. */
export function redactionOfShopPayload(shop: ShopState) {
  return { shop_id: shop.id, shop_domain: shop.domain };
}

/** `app/scopes_update`. */
export function scopesPayload(
  shop: ShopState,
  change: { appId: bigint; previous: string[]; current: string[]; at: Date },
) {
  return {
    id: change.appId,
    shop_id: gid("Shop", shop.id),
    previous: change.previous,
    current: change.current,
    updated_at: change.at.toISOString(),
  };
}
