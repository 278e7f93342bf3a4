/** The control API of what else is in the store: products, theme blocks, discounts, gift cards, metafields. */
import { json, type Reply } from "#simulator/http.ts";
import { customerByEmail } from "#simulator/state/indexes.ts";
import type { BlockPlacement } from "#simulator/state/model.ts";
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
  const all = [...runtime.shop.metafields.values()];
  return json({ metafields: all.filter((each) => !owner || each.ownerGid === owner) });
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

export const storeRoutes: Route[] = [
  ["GET", /^products$/, listProducts],
  ["GET", /^blocks$/, ({ runtime }) => json({ blocks: runtime.shop.blocks })],
  ["POST", /^blocks$/, setBlocks],
  ["GET", /^discounts$/, ({ runtime }) => json({ discounts: runtime.shop.discounts })],
  ["GET", /^metafields$/, listMetafields],
  ["GET", /^segments$/, ({ runtime }) => json({ segments: [...runtime.shop.segments.values()] })],
  ["GET", /^gift-cards$/, ({ runtime }) => json({ giftCards: [...runtime.shop.giftCards.values()] })],
  ["POST", /^gift-cards$/, createGiftCard],
];
