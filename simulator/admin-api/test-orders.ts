/** For tests: a store with one order, and calls of the Admin API that fail loudly. */
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const SCOPES = [
  "write_orders",
  "write_customers",
  "read_products",
  "write_returns",
  "write_order_edits",
  "write_fulfillments",
  "write_merchant_managed_fulfillment_orders",
  "read_locations",
  "read_inventory",
];

export interface Json {
  [name: string]: Json;
}

/** A store with one paid order of three candles and a mug, and calls that fail loudly. */
export function orderWorld(paid = true) {
  const api = createTestApi({ ...TEST_APP, scopes: SCOPES });
  const { shop, commands } = api.runtime;
  const variants = [...shop.products.values()].map((product) => product.variants[0]!);
  const placed = commands.placeOrder({
    customerId: [...shop.customers.keys()][0]!,
    lines: [
      { variantId: variants[0]!.id, quantity: 3 },
      { variantId: variants[1]!.id, quantity: 1 },
    ],
    paid,
  });
  if (!placed.ok) throw new Error("not placed");
  const call = async (query: string, variables: Record<string, unknown> = {}): Promise<Json> => {
    const { data, errors } = await api.run(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as unknown as Json;
  };
  const order = placed.order;
  return { api, shop, commands, variants, order, orderGid: `gid://shopify/Order/${order.id}`, call };
}

export type OrderWorld = ReturnType<typeof orderWorld>;

/** Calls give the first field of the answer. */
export function firstFields(world: OrderWorld): OrderWorld {
  const { call } = world;
  return { ...world, call: async (query, variables) => Object.values(await call(query, variables))[0]! };
}
