/** What the import of a store's past reads, stage by stage. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { catalogueImport, type ImportedNode } from "#app/features/catalogue/index.server.ts";
import {
  customerFromBulk,
  CUSTOMERS_BULK_QUERY,
  recordCustomers,
} from "#app/features/customers/index.server.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { ORDERS_BULK_QUERY } from "./domain/bulk-query.ts";
import { orderFromNodes, type ReadNode } from "./domain/order-node.ts";
import { subscriptionFromNode, SUBSCRIPTIONS_BULK_QUERY } from "./domain/subscription-node.ts";
import { withDetails } from "./read-orders.server.ts";
import { recordOrders } from "./record-orders.server.ts";
import { recordSubscriptions } from "./record-subscriptions.server.ts";

/** One bulk query and what is made of its result. */
export interface ImportStage<State = unknown> {
  name: string;
  /** What Shopify runs for us, with `groupObjects`. */
  query: string;
  /** Reads one object with the lines that name it as their parent. Pure. @throws InvalidInput: the object is left out */
  read(imported: ImportedNode): State;
  /** Asks Shopify for what a bulk query cannot tell, before anything is stored. */
  complete?(client: AdminApi, states: readonly State[]): Promise<readonly State[]>;
  /** Stores many. Safe to repeat. */
  store(scope: ShopScope, states: readonly State[]): Promise<void>;
  /** Which counters of the progress are its own. */
  counts?: "customers" | "orders";
  /** A store may refuse what this takes: then the import goes on without it. */
  isOptional?: boolean;
}

/** A stage whose states only itself needs to know. */
function importStage<State>(stage: ImportStage<State>): ImportStage {
  const { complete } = stage;
  return {
    ...stage,
    ...(complete && {
      complete: (client: AdminApi, states: readonly unknown[]) => complete(client, states as State[]),
    }),
    store: (scope, states) => stage.store(scope, states as readonly State[]),
  } as ImportStage;
}

/** The stages in their order. A new one joins here. */
export const IMPORT_STAGES: readonly ImportStage[] = [
  importStage({
    name: "customers",
    query: CUSTOMERS_BULK_QUERY,
    read: ({ node, children }) => customerFromBulk(node, children),
    store: recordCustomers,
    counts: "customers",
  }),
  importStage<ReadNode>({
    name: "orders",
    query: ORDERS_BULK_QUERY,
    read: ({ node, children }) => orderFromNodes(node, children),
    complete: withDetails,
    store: (scope, read) =>
      recordOrders(
        scope,
        read.map(({ order }) => order),
      ),
    counts: "orders",
  }),
  ...catalogueImport,
  importStage({
    name: "subscriptions",
    query: SUBSCRIPTIONS_BULK_QUERY,
    read: ({ node, children }) => subscriptionFromNode(node, children),
    store: recordSubscriptions,
    isOptional: true,
  }),
];

/** @throws InvalidInput when there is none of that name */
export function stageNamed(name: string): ImportStage {
  const stage = IMPORT_STAGES.find((each) => each.name === name);
  if (!stage) throw new InvalidInput(`The import has no stage "${name}".`);
  return stage;
}

/** The stage after one; null = it was the last. */
export function stageAfter(name: string): string | null {
  return IMPORT_STAGES[IMPORT_STAGES.findIndex((each) => each.name === name) + 1]?.name ?? null;
}
