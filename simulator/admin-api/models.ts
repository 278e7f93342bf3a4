/** Every GraphQL type with modelled fields. Types that are not here give the fields their source has, or fail. */
import type { TypeModel } from "./context.ts";
import { bulkMutations } from "./mutations/bulk-operations.ts";
import { customerMutations } from "./mutations/customers.ts";
import { discountMutations } from "./mutations/discounts.ts";
import { metafieldMutations } from "./mutations/metafields.ts";
import { webhookSubscriptionMutations } from "./mutations/webhook-subscriptions.ts";
import { bulkOperationModel } from "./objects/bulk-operation.ts";
import { customerEmailAddressModel, customerModel, mailingAddressModel } from "./objects/customer.ts";
import { discountCodeBasicModel, discountCodeNodeModel } from "./objects/discount.ts";
import { metafieldDefinitionModel, metafieldModel } from "./objects/metafield.ts";
import {
  lineItemModel,
  orderModel,
  orderTransactionModel,
  refundLineItemModel,
  refundModel,
  refundShippingLineModel,
} from "./objects/order.ts";
import { collectionModel, productModel, productVariantModel } from "./objects/product.ts";
import {
  appInstallationModel,
  appModel,
  shopModel,
  themeModel,
  webhookSubscriptionModel,
} from "./objects/shop.ts";
import { queryModel } from "./queries.ts";

export const MODELS: Record<string, TypeModel> = {
  QueryRoot: queryModel,
  Mutation: {
    ...metafieldMutations,
    ...discountMutations,
    ...customerMutations,
    ...bulkMutations,
    ...webhookSubscriptionMutations,
  },
  App: appModel,
  AppInstallation: appInstallationModel,
  BulkOperation: bulkOperationModel,
  Collection: collectionModel,
  Customer: customerModel,
  CustomerEmailAddress: customerEmailAddressModel,
  DiscountCodeBasic: discountCodeBasicModel,
  DiscountCodeNode: discountCodeNodeModel,
  LineItem: lineItemModel,
  MailingAddress: mailingAddressModel,
  Metafield: metafieldModel,
  MetafieldDefinition: metafieldDefinitionModel,
  OnlineStoreTheme: themeModel,
  Order: orderModel,
  OrderTransaction: orderTransactionModel,
  Product: productModel,
  ProductVariant: productVariantModel,
  Refund: refundModel,
  RefundLineItem: refundLineItemModel,
  RefundShippingLine: refundShippingLineModel,
  Shop: shopModel,
  WebhookSubscription: webhookSubscriptionModel,
};

/** Types whose fields are all modelled above; reading another one fails even if the record has it by accident. */
export const isModelled = (typeName: string): boolean => Object.hasOwn(MODELS, typeName);
