/** The operations of the simulator's bench: what an app asks for all day, with answers for the floor to give. */

export interface Operation {
  name: string;
  query: string;
  /** Variables, from a customer and an order of the store. */
  variables: (ids: { customer: string; order: string }) => Record<string, unknown>;
}

const CUSTOMER = `query Customer($id: ID!) {
  customer(id: $id) {
    id displayName numberOfOrders tags
    amountSpent { amount currencyCode }
    defaultEmailAddress { emailAddress marketingState }
  }
}`;

const CUSTOMERS = `query Customers {
  customers(first: 25) {
    nodes { id displayName numberOfOrders amountSpent { amount currencyCode } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const ORDER = `query Order($id: ID!) {
  order(id: $id) {
    id name createdAt displayFinancialStatus
    totalPriceSet { shopMoney { amount currencyCode } }
    lineItems(first: 20) { nodes { id title quantity } }
  }
}`;

const METAFIELD = `mutation Points($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { id value }
    userErrors { field message }
  }
}`;

export const OPERATIONS: Operation[] = [
  { name: "one customer", query: CUSTOMER, variables: ({ customer }) => ({ id: customer }) },
  { name: "25 customers", query: CUSTOMERS, variables: () => ({}) },
  { name: "one order", query: ORDER, variables: ({ order }) => ({ id: order }) },
  {
    name: "write a metafield",
    query: METAFIELD,
    variables: ({ customer }) => ({
      metafields: [
        { ownerId: customer, namespace: "$app:bench", key: "points", type: "number_integer", value: "12" },
      ],
    }),
  },
];

const money = { amount: "12.5", currencyCode: "GBP" };
const customer = {
  id: "gid://shopify/Customer/1",
  displayName: "Ada Marsh",
  numberOfOrders: "4",
  tags: ["vip"],
  amountSpent: money,
  defaultEmailAddress: { emailAddress: "ada@example.com", marketingState: "SUBSCRIBED" },
};

/** Root values that answer the operations without a store. */
export const FLOOR_ROOT = {
  customer,
  customers: {
    nodes: Array.from({ length: 25 }, () => customer),
    pageInfo: { hasNextPage: true, endCursor: "abc" },
  },
  order: {
    id: "gid://shopify/Order/1",
    name: "#1001",
    createdAt: "2026-07-01T00:00:00Z",
    displayFinancialStatus: "PAID",
    totalPriceSet: { shopMoney: money },
    lineItems: {
      nodes: Array.from({ length: 5 }, (_unused, index) => ({
        id: `gid://shopify/LineItem/${index}`,
        title: "Enamel Mug",
        quantity: 1,
      })),
    },
  },
  metafieldsSet: { metafields: [{ id: "gid://shopify/Metafield/1", value: "12" }], userErrors: [] },
};
