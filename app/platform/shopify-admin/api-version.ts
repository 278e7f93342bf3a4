/** The one version of Shopify's APIs: the app, the toml, the extensions and the schema agree (a test checks it). */
export const API_VERSION = "2026-07";
