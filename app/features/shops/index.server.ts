export { blindIndexOf, type BlindIndex } from "./blind-index.server.ts";
export { installShop, type InstallHook } from "./install-shop.server.ts";
export { noteChanges, sendChanges, type ChangeResult, type ChangeSender } from "./outbox.server.ts";
export {
  adminClientOf,
  lockShop,
  readShop,
  refreshShop,
  type ShopRecord,
  storefrontOf,
} from "./shop-details.server.ts";
export { shopDeliveryHandlers } from "./record-shop.server.ts";
export {
  openProxy,
  type ProxyRequest,
  type ProxyVisit,
  readProxyRequest,
  readProxyShop,
} from "./open-proxy.server.ts";
export { openAdmin, type AdminRequest } from "./open-admin.server.ts";
export { readSettings, saveSettings } from "./settings.server.ts";
export { ShopSettings } from "./domain/shop-settings.ts";
export { answerInTheme, LOGIN_URL } from "./answer-in-theme.server.ts";
