/** Puts the commands of one shop together. */
import { redactionOfShopPayload, shopPayload } from "#simulator/webhooks/shop-payloads.ts";
import { createCheckoutCommands } from "./checkouts.ts";
import type { ShopCommands } from "./commands.ts";
import { createContractCommands } from "./contracts.ts";
import { createCustomerCommands } from "./customers-command-set.ts";
import { createDiscountCommands } from "./discounts.ts";
import type { CommandEnvironment } from "./environment.ts";
import { createGiftCardCommands } from "./gift-cards.ts";
import { createOrderCommands } from "./order-commands.ts";
import { FLAT_RATE_SHIPPING, priceCart } from "./pricing.ts";
import { createStoreCreditCommands } from "./store-credit.ts";
import { createCatalogueCommands } from "./products-commands.ts";
import { createSegmentCommands } from "./segments/segments.ts";

export function createShopCommands(environment: CommandEnvironment): ShopCommands {
  const { shop, clock } = environment;
  const price: ShopCommands["priceCart"] = (
    lines,
    discountCodes,
    customerId,
    shipping = FLAT_RATE_SHIPPING,
    shopper = {},
  ) => priceCart({ shop, lines, discountCodes, customerId, shipping, now: clock(), ...shopper });
  return {
    ...createCatalogueCommands(environment),
    priceCart: price,
    ...createDiscountCommands(environment),
    ...createGiftCardCommands(environment),
    ...createStoreCreditCommands(environment),
    ...createCheckoutCommands(environment, price),
    ...createContractCommands(environment),
    ...createCustomerCommands(environment),
    ...createSegmentCommands(environment),
    ...createOrderCommands(environment),
    setBlocks: (placements) => {
      shop.blocks = placements;
    },
    updateShop: ({ name, email, plan }) => {
      if (name !== undefined) shop.name = name;
      if (email !== undefined) shop.email = email;
      if (plan !== undefined) shop.plan = plan;
      environment.emit([{ topic: "shop/update", payload: shopPayload(shop) }]);
    },
    redactShop: () => {
      environment.emit([{ topic: "shop/redact", payload: redactionOfShopPayload(shop) }]);
    },
  };
}
