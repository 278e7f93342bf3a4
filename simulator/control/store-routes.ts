/** The control API of what else is in the store: products, theme blocks, discounts, gift cards, metafields. */
import { json, type Reply } from "#simulator/http.ts";
import { customerByEmail } from "#simulator/state/indexes.ts";
import { metafieldsOf } from "#simulator/state/metafields-index.ts";
import type { BlockPlacement } from "#simulator/state/model.ts";
import { givenEvents } from "#simulator/web-pixels/event-log.ts";
import { neededAmount, optionalText, result } from "./read-values.ts";
import type { Call, Route } from "./route.ts";

function listProducts({ runtime, url }: Call): Reply {
  const limit = Number(url.searchParams.get("limit") ?? 50);
  return json({ products: [...runtime.shop.products.values()].slice(0, limit) });
}

function setBlocks({ runtime, body }: Call): Reply {
  runtime.commands.setBlocks((body["blocks"] ?? []) as BlockPlacement[]);
  return json({ blocks: runtime.shop.blocks });
}

function listMetafields({ runtime, url }: Call): Reply {
  const owner = url.searchParams.get("owner");
  const { shop } = runtime;
  return json({ metafields: owner ? metafieldsOf(shop, owner) : [...shop.metafields.values()] });
}

/** `{value, code?, customerEmail?, expiresOn?}` */
function createGiftCard({ runtime, body }: Call): Reply {
  const email = optionalText(body["customerEmail"]);
  const customer = email === undefined ? null : customerByEmail(runtime.shop, email);
  return result(
    runtime.commands.createGiftCard({
      initialValue: neededAmount(body["value"], "value"),
      code: optionalText(body["code"]) ?? null,
      customerId: customer?.id ?? null,
      expiresOn: optionalText(body["expiresOn"]) ?? null,
    }),
  );
}

/** What the web pixel was given; `name`: of the events wanted. Newest last. */
function listPixelEvents({ runtime, url }: Call): Reply {
  const name = url.searchParams.get("name");
  return json({ events: givenEvents(runtime.shop).filter((event) => !name || event.name === name) });
}

export const storeRoutes: Route[] = [
  ["GET", /^products$/, listProducts],
  ["GET", /^blocks$/, ({ runtime }) => json({ blocks: runtime.shop.blocks })],
  ["POST", /^blocks$/, setBlocks],
  ["GET", /^discounts$/, ({ runtime }) => json({ discounts: runtime.shop.discounts })],
  ["GET", /^metafields$/, listMetafields],
  ["GET", /^pixel-events$/, listPixelEvents],
  ["GET", /^segments$/, ({ runtime }) => json({ segments: [...runtime.shop.segments.values()] })],
  ["GET", /^gift-cards$/, ({ runtime }) => json({ giftCards: [...runtime.shop.giftCards.values()] })],
  ["POST", /^gift-cards$/, createGiftCard],
];
