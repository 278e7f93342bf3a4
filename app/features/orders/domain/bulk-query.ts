/** What Shopify is asked about each order, by the import and for single orders. Beside the code that reads it. */
export const ORDERS_BULK_QUERY = `{
  orders {
    edges { node {
      id name createdAt processedAt updatedAt cancelledAt cancelReason closedAt
      displayFinancialStatus displayFulfillmentStatus currencyCode presentmentCurrencyCode
      sourceName app { id } purchasingEntity { ... on PurchasingCompany { company { id } } }
      test edited tags email phone note cartToken checkoutToken discountCodes
      customer { id }
      shippingAddress { name firstName lastName company address1 address2 city zip provinceCode countryCodeV2 phone }
      billingAddress { name firstName lastName company address1 address2 city zip provinceCode countryCodeV2 phone }
      subtotalPriceSet { shopMoney { amount } }
      totalPriceSet { shopMoney { amount } presentmentMoney { amount } }
      totalDiscountsSet { shopMoney { amount } }
      totalShippingPriceSet { shopMoney { amount } }
      totalTaxSet { shopMoney { amount } }
      taxesIncluded
      currentSubtotalPriceSet { shopMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } }
      currentTotalTaxSet { shopMoney { amount } }
      transactions {
        id kind status gateway createdAt processedAt
        amountSet { shopMoney { amount } presentmentMoney { amount currencyCode } }
      }
      refunds { id createdAt totalRefundedSet { shopMoney { amount } } }
      fulfillments { id status createdAt updatedAt deliveredAt trackingInfo { company number url } }
      shippingLine { discountAllocations { allocatedAmountSet { shopMoney { amount } } discountApplication {
          __typename
          ... on DiscountCodeApplication { code }
          ... on AutomaticDiscountApplication { title }
          ... on ManualDiscountApplication { title }
          ... on ScriptDiscountApplication { title }
        } } }
      lineItems { edges { node {
        id title sku quantity currentQuantity
        originalUnitPriceSet { shopMoney { amount } }
        discountAllocations { allocatedAmountSet { shopMoney { amount } } discountApplication {
          __typename
          ... on DiscountCodeApplication { code }
          ... on AutomaticDiscountApplication { title }
          ... on ManualDiscountApplication { title }
          ... on ScriptDiscountApplication { title }
        } }
        taxLines { priceSet { shopMoney { amount } } }
        product { id }
        variant { id }
      } } }
      returns { edges { node { id status createdAt } } }
    } }
  }
}`;
