/** Gift cards and store credit in the Admin API. */
import { connection, count } from "../connection.ts";
import { type ApiPart, NotModelled, type TypeModel } from "../context.ts";
import { giftCardMutations } from "../mutations/gift-cards.ts";
import { storeCreditMutations } from "../mutations/store-credit.ts";
import {
  giftCardConfiguration,
  giftCardModels,
  giftCardSearch,
  giftCardSortValue,
} from "../objects/gift-card.ts";
import { storeCreditModels } from "../objects/store-credit.ts";
import { byId } from "../root-fields.ts";
import { searchItems } from "../search.ts";

const queries: TypeModel = {
  giftCard: byId("GiftCard"),
  giftCards: (_root, args, context, info) => {
    if (args["savedSearchId"]) throw new NotModelled("savedSearchId");
    return connection({
      items: () => searchItems(context.shop.giftCards.values(), args["query"], giftCardSearch(context)),
      args,
      context,
      info,
      idOf: (card) => card.id,
      sortValue: giftCardSortValue(context, args["sortKey"]),
    });
  },
  giftCardsCount: (_root, args, context) => {
    if (args["savedSearchId"]) throw new NotModelled("savedSearchId");
    const found = searchItems(context.shop.giftCards.values(), args["query"], giftCardSearch(context));
    return count([...found].length, args);
  },
  giftCardConfiguration: (_root, _args, context) => giftCardConfiguration(context),
  storeCreditAccount: byId("StoreCreditAccount"),
};

export const moneyPart: ApiPart = {
  queries,
  mutations: { ...giftCardMutations, ...storeCreditMutations },
  types: { ...giftCardModels, ...storeCreditModels },
  nodes: {
    GiftCard: ({ shop }, id) => shop.giftCards.get(id),
    StoreCreditAccount: ({ shop }, id) => shop.storeCreditAccounts.get(id),
  },
};
