/** Every type of the Storefront API with modelled fields. Types that are not here give the fields their source has. */
import type { StorefrontModel } from "./context.ts";
import { cartMutations } from "./mutations/cart.ts";
import { customerAccessTokenModel, customerMutations } from "./mutations/customer.ts";
import { cartLineModel, cartModel } from "./objects/cart.ts";
import { addressModel, customerModel, orderModel } from "./objects/customer.ts";
import { metafieldModel } from "./objects/metafield.ts";
import { collectionModel, imageModel, productModel, variantModel } from "./objects/product.ts";
import {
  countryModel,
  localizationModel,
  marketModel,
  paymentSettingsModel,
  shopModel,
} from "./objects/shop.ts";
import { storefrontQueries } from "./queries.ts";

export const STOREFRONT_MODELS: Record<string, StorefrontModel> = {
  QueryRoot: storefrontQueries,
  Mutation: { ...cartMutations, ...customerMutations },
  Cart: cartModel,
  CartLine: cartLineModel,
  Collection: collectionModel,
  Country: countryModel,
  Customer: customerModel,
  CustomerAccessToken: customerAccessTokenModel,
  Image: imageModel,
  Localization: localizationModel,
  MailingAddress: addressModel,
  Market: marketModel,
  Metafield: metafieldModel,
  Order: orderModel,
  PaymentSettings: paymentSettingsModel,
  Product: productModel,
  ProductVariant: variantModel,
  Shop: shopModel,
};
