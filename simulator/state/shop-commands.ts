/** Puts the commands of one shop together. */
import { redactionOfShopPayload, shopPayload } from "#simulator/webhooks/shop-payloads.ts";
import type { ShopCommands } from "./commands.ts";
import {
  createCustomer,
  deleteCustomer,
  redactCustomer,
  requestCustomerData,
  updateCustomer,
} from "./customers.ts";
import type { CommandEnvironment } from "./environment.ts";
import { markPaid, placeOrder } from "./orders.ts";
import { FLAT_RATE_SHIPPING, priceCart } from "./pricing.ts";
import { cancelOrder, refundOrder } from "./refunds.ts";

/** `clientId`: the app that can be uninstalled. */
export function createShopCommands(environment: CommandEnvironment, clientId: string): ShopCommands {
  const { shop, clock } = environment;
  return {
    priceCart: (lines, discountCodes, customerId, shipping = FLAT_RATE_SHIPPING) =>
      priceCart({ shop, lines, discountCodes, customerId, shipping, now: clock() }),
    placeOrder: (input) => placeOrder(environment, input),
    markPaid: (orderId) => markPaid(environment, orderId),
    refundOrder: (input) => refundOrder(environment, input),
    cancelOrder: (input) => cancelOrder(environment, input),
    createCustomer: (input) => createCustomer(environment, input),
    updateCustomer: (id, input) => updateCustomer(environment, id, input),
    deleteCustomer: (id) => deleteCustomer(environment, id),
    setBlocks: (placements) => {
      shop.blocks = placements;
    },
    requestCustomerData: (id) => requestCustomerData(environment, id),
    redactCustomer: (id) => redactCustomer(environment, id),
    updateShop: ({ name, email, plan }) => {
      if (name !== undefined) shop.name = name;
      if (email !== undefined) shop.email = email;
      if (plan !== undefined) shop.plan = plan;
      environment.emit([{ topic: "shop/update", payload: shopPayload(shop) }]);
    },
    uninstall: () => {
      if (!shop.installations.delete(clientId)) return;
      environment.emit([{ topic: "app/uninstalled", payload: shopPayload(shop) }]);
    },
    redactShop: () => {
      environment.emit([{ topic: "shop/redact", payload: redactionOfShopPayload(shop) }]);
    },
  };
}
