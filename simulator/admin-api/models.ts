/** Every GraphQL type with modelled fields, put together from the parts of the API. */
import type { ApiPart, NodeFinder, TypeModel } from "./context.ts";
import { appPart } from "./parts/app.ts";
import { bulkPart } from "./parts/bulk-operations.ts";
import { cataloguePart } from "./parts/catalogue.ts";
import { checkoutPart } from "./parts/checkouts.ts";
import { contractPart } from "./parts/contracts.ts";
import { customerPart } from "./parts/customers.ts";
import { discountPart } from "./parts/discounts.ts";
import { inventoryPart } from "./parts/inventory.ts";
import { metafieldPart } from "./parts/metafields.ts";
import { moneyPart } from "./parts/money.ts";
import { orderPart } from "./parts/orders.ts";
import { segmentPart } from "./parts/segments.ts";
import { storePart } from "./parts/store.ts";
import { webhookPart } from "./parts/webhooks.ts";

const PARTS: ApiPart[] = [
  appPart,
  bulkPart,
  cataloguePart,
  checkoutPart,
  contractPart,
  customerPart,
  discountPart,
  inventoryPart,
  metafieldPart,
  moneyPart,
  orderPart,
  segmentPart,
  storePart,
  webhookPart,
];

/** One table from many; a name that two parts give is a mistake of ours. */
function merge<T>(tables: Record<string, T>[]): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const [name, value] of tables.flatMap((table) => Object.entries(table))) {
    if (Object.hasOwn(merged, name)) throw new Error(`${name} is modelled twice.`);
    merged[name] = value;
  }
  return merged;
}

/** Types that are not here give the fields their source has, or fail. */
export const MODELS: Record<string, TypeModel> = merge<TypeModel>([
  {
    QueryRoot: merge(PARTS.map((part) => part.queries)),
    Mutation: merge(PARTS.map((part) => part.mutations)),
  },
  ...PARTS.map((part) => part.types),
]);

/** How the records of global ids are found, by type. */
export const NODES: Record<string, NodeFinder> = merge(PARTS.map((part) => part.nodes));
