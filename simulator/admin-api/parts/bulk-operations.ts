/** Bulk operations in the Admin API. */
import type { BulkOperation } from "#simulator/state/model.ts";
import { connection } from "../connection.ts";
import type { ApiPart, TypeModel } from "../context.ts";
import { bulkMutations } from "../mutations/bulk-operations.ts";
import { bulkOperationModel } from "../objects/bulk-operation.ts";
import { byId, search } from "../root-fields.ts";
import type { SearchFields } from "../search.ts";

const bulkSearch: SearchFields<BulkOperation> = {
  name: "bulkOperations",
  fields: {
    id: (operation) => operation.id,
    status: (operation) => operation.status,
    operation_type: (operation) => operation.type,
    created_at: (operation) => operation.createdAt,
  },
  text: () => [],
};

const queries: TypeModel = {
  bulkOperation: byId("BulkOperation"),
  bulkOperations: (_root, args, context, info) =>
    connection({
      items: search(context.shop.bulkOperations.values(), args, bulkSearch),
      args,
      context,
      info,
      idOf: (operation) => operation.id,
      // Newest first, as the documentation says of this one connection.
      sortValue: (operation) => -operation.id,
    }),
  currentBulkOperation: (_root, args, context) =>
    [...context.shop.bulkOperations.values()].findLast((operation) => operation.type === args["type"]) ??
    null,
};

export const bulkPart: ApiPart = {
  queries,
  mutations: bulkMutations,
  types: { BulkOperation: bulkOperationModel },
  nodes: { BulkOperation: ({ shop }, id) => shop.bulkOperations.get(id) },
};
