/*
 * Shopify.customerPrivacy: what the visitor allows. Kept in the cookie _tracking_consent. Before a choice everything is
 * allowed, except where the law wants consent first; there nothing is.
 */
(() => {
  const shopify = (window.Shopify ??= {});
  if (shopify.customerPrivacy) return;
  const COOKIE = "_tracking_consent";
  const PURPOSES = ["analytics", "marketing", "preferences", "sale_of_data"];
  const needsConsent = () => shopify.consentRegion === true;

  const read = () => {
    const entry = document.cookie.split("; ").find((part) => part.startsWith(`${COOKIE}=`));
    try {
      return entry ? JSON.parse(decodeURIComponent(entry.slice(COOKIE.length + 1))) : {};
    } catch {
      return {};
    }
  };
  const isAllowed = (purpose) => {
    const choice = read()[purpose];
    return choice === undefined ? !needsConsent() : choice;
  };
  const asText = (choice) => (choice === undefined ? "" : choice ? "yes" : "no");

  const api = {
    analyticsProcessingAllowed: () => isAllowed("analytics"),
    marketingAllowed: () => isAllowed("marketing"),
    preferencesProcessingAllowed: () => isAllowed("preferences"),
    saleOfDataAllowed: () => isAllowed("sale_of_data"),
    userCanBeTracked: () => isAllowed("analytics"),
    currentVisitorConsent: () =>
      Object.fromEntries(PURPOSES.map((purpose) => [purpose, asText(read()[purpose])])),
    getTrackingConsent: () => asText(read().analytics),
    getRegion: () => shopify.country ?? "",
    shouldShowBanner: () => needsConsent() && Object.keys(read()).length === 0,
    shouldShowGDPRBanner: () => api.shouldShowBanner(),
    saleOfDataRegion: () => false,
    setTrackingConsent(consent, callback) {
      const before = read();
      const given =
        typeof consent === "boolean"
          ? { analytics: consent, marketing: consent, preferences: consent }
          : consent;
      const chosen = { ...before };
      for (const purpose of PURPOSES) {
        if (typeof given?.[purpose] === "boolean") chosen[purpose] = given[purpose];
      }
      if (chosen.sale_of_data === undefined) chosen.sale_of_data = chosen.marketing ?? !needsConsent();
      const value = encodeURIComponent(JSON.stringify(chosen));
      document.cookie = `${COOKIE}=${value}; path=/; max-age=31536000; SameSite=Lax`;
      const detail = {
        analyticsAllowed: isAllowed("analytics"),
        marketingAllowed: isAllowed("marketing"),
        preferencesAllowed: isAllowed("preferences"),
        saleOfDataAllowed: isAllowed("sale_of_data"),
      };
      document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail }));
      document.dispatchEvent(
        new CustomEvent(detail.analyticsAllowed ? "trackingConsentAccepted" : "trackingConsentDeclined"),
      );
      callback?.();
    },
  };
  shopify.customerPrivacy = api;
  shopify.trackingConsent = api;
})();
