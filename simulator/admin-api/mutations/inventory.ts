/** Stock is counted, set and moved between locations through the Admin API. */
import { GraphQLError } from "graphql";
import { gid } from "#simulator/ids.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import { findVariantByItem } from "#simulator/state/indexes.ts";
import type { QuantityChange } from "#simulator/state/inventory.ts";
import type { LocationInput } from "#simulator/state/inventory-locations.ts";
import { graphqlTime } from "#simulator/time.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel, userError } from "../context.ts";
import { idempotently } from "../idempotency.ts";
import { idOfType } from "../ids.ts";
import { isQuantityName, levelOf } from "../objects/inventory.ts";
import { leaveOut, userErrors } from "../objects/product-parts.ts";
import { type MetafieldInput, metafieldInputErrors, storeMetafields } from "./metafields.ts";
import { readItem } from "./products-variants.ts";

/** Shopify's reasons for changing a quantity. */
const REASONS = [
  "correction",
  "cycle_count_available",
  "damaged",
  "movement_canceled",
  "movement_created",
  "movement_received",
  "movement_updated",
  "other",
  "promotion",
  "quality_control",
  "received",
  "reservation_created",
  "reservation_deleted",
  "reservation_updated",
  "restock",
  "safety_stock",
  "shrinkage",
];

interface QuantityInput {
  name: string;
  reason: string;
  referenceDocumentUri?: string | null;
}

interface Row {
  inventoryItemId: string;
  locationId: string;
  changeFromQuantity?: number | null;
  ledgerDocumentUri?: string | null;
  delta?: number;
  quantity?: number;
}

const refused = (errors: CommandError[]) => ({
  inventoryAdjustmentGroup: null,
  userErrors: userErrors(errors),
});

function inputProblem(
  { name, reason, referenceDocumentUri }: QuantityInput,
  isSet: boolean,
): CommandError | null {
  if (!isQuantityName(name)) {
    return isSet
      ? {
          field: "input.name",
          message: "The quantity name must be either 'available' or 'on_hand'.",
          code: "INVALID_NAME",
        }
      : {
          field: "input.name",
          message: "The specified quantity name is invalid.",
          code: "INVALID_QUANTITY_NAME",
        };
  }
  if (!REASONS.includes(reason)) {
    const message = `The specified reason is invalid. Valid values are: ${REASONS.join(", ")}.`;
    return { field: "input.reason", message, code: "INVALID_REASON" };
  }
  if (referenceDocumentUri && !URL.canParse(referenceDocumentUri)) {
    const message = "The specified reference document is invalid.";
    return { field: "input.referenceDocumentUri", message, code: "INVALID_REFERENCE_DOCUMENT" };
  }
  return null;
}

/** Every row must say what it counts on, if only with null. */
function requireComparison(rows: Row[], typeName: string): void {
  if (rows.every((row) => row.changeFromQuantity !== undefined)) return;
  throw new GraphQLError(`${typeName} must include the following argument: changeFromQuantity.`, {
    extensions: { code: "INVALID_FIELD_ARGUMENTS" },
  });
}

function changeQuantities(
  context: ApiContext,
  input: QuantityInput,
  { rows, listName }: { rows: Row[]; listName: "changes" | "quantities" },
) {
  const isSet = listName === "quantities";
  requireComparison(rows, isSet ? "InventoryQuantityInput" : "InventoryChangeInput");
  const wrong = inputProblem(input, isSet);
  if (wrong) return refused([wrong]);
  const ledger = rows.findIndex((row) => row.ledgerDocumentUri);
  if (ledger >= 0) {
    const message = "A ledger document URI is not allowed when adjusting available.";
    const field = `input.changes.${ledger}.ledgerDocumentUri`;
    return refused([{ field, message, code: "INVALID_AVAILABLE_DOCUMENT" }]);
  }
  const changes = rows.map((row): QuantityChange => ({
    inventoryItemId: idOfType(row.inventoryItemId, "InventoryItem") ?? -1n,
    locationId: idOfType(row.locationId, "Location") ?? -1n,
    changeFrom: row.changeFromQuantity ?? null,
    change: isSet ? { to: row.quantity! } : { by: row.delta! },
  }));
  const result = context.commands.changeQuantities(changes);
  if (!result.ok) {
    return refused(result.errors.map((error) => ({ ...error, field: `input.${listName}.${error.field}` })));
  }
  const group = {
    id: gid("InventoryAdjustmentGroup", context.environment.allocate()),
    createdAt: graphqlTime(context.clock()),
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    app: context.app,
    staffMember: null,
    changes: result.applied
      .filter(({ delta }) => delta !== 0)
      .map(({ change, delta }) => ({ ...change, name: input.name, delta })),
  };
  return { inventoryAdjustmentGroup: group, userErrors: [] };
}

type ChangeOfGroup = QuantityChange & { name: string; delta: number };

/** The item of a change as the API shows it. */
function itemOf({ shop }: Pick<ApiContext, "shop">, inventoryItemId: bigint) {
  const variant = findVariantByItem(shop, inventoryItemId);
  const product = variant && shop.products.get(variant.productId);
  return product ? { product, variant } : null;
}

export const inventoryAdjustmentGroupModel: TypeModel = {
  id: (group: { id: string }) => group.id,
  createdAt: (group: { createdAt: string }) => group.createdAt,
  reason: (group: { reason: string }) => group.reason,
  referenceDocumentUri: (group: { referenceDocumentUri: string | null }) => group.referenceDocumentUri,
  app: (_group: object, _args, context) => context.app,
  staffMember: () => null,
  changes: ({ changes }: { changes: ChangeOfGroup[] }, args) => {
    const has = (name: string, value: string): boolean => {
      const wanted = args[name] as string[] | null | undefined;
      return !wanted || wanted.includes(value);
    };
    return changes.filter(
      (change) =>
        has("inventoryItemIds", gid("InventoryItem", change.inventoryItemId)) &&
        has("locationIds", gid("Location", change.locationId)) &&
        has("quantityNames", change.name),
    );
  },
};

export const inventoryChangeModel: TypeModel = {
  name: (change: ChangeOfGroup) => change.name,
  delta: (change: ChangeOfGroup) => change.delta,
  // Shopify leaves it empty in the answers of these mutations.
  quantityAfterChange: () => null,
  ledgerDocumentUri: () => null,
  item: (change: ChangeOfGroup, _args, context) => itemOf(context, change.inventoryItemId),
  location: (change: ChangeOfGroup, _args, context) => context.shop.locations.get(change.locationId) ?? null,
};

function activate(args: Arguments, context: ApiContext) {
  if (typeof args["onHand"] === "number") throw new NotModelled('the inventory quantity "on_hand"');
  const inventoryItemId = idOfType(args["inventoryItemId"], "InventoryItem") ?? -1n;
  const locationId = idOfType(args["locationId"], "Location") ?? -1n;
  const available = (args["available"] as number | null | undefined) ?? 0;
  const result = context.commands.activateInventory({ inventoryItemId, locationId, available });
  if (!result.ok) return { inventoryLevel: null, userErrors: userErrors(result.errors) };
  const item = itemOf(context, inventoryItemId);
  return { inventoryLevel: item && levelOf(context.shop, item, locationId), userErrors: [] };
}

/** The location and the item in the global id of a level. */
function readLevelId(id: unknown): { locationId: bigint; inventoryItemId: bigint } | null {
  const match = /^gid:\/\/shopify\/InventoryLevel\/(\d+)\?inventory_item_id=(\d+)$/.exec(String(id));
  return match ? { locationId: BigInt(match[1]!), inventoryItemId: BigInt(match[2]!) } : null;
}

/** The level of a global id. */
export function findLevel(context: ApiContext, id: unknown) {
  const at = readLevelId(id);
  const item = at && itemOf(context, at.inventoryItemId);
  return item && levelOf(context.shop, item, at.locationId);
}

interface GraphqlLocation extends LocationInput {
  address?: LocationInput;
  metafields?: MetafieldInput[] | null;
}

const readLocation = ({ address, name, fulfillsOnlineOrders }: GraphqlLocation): LocationInput => {
  const { address1, address2, city, countryCode, phone, provinceCode, zip } = address ?? {};
  const given = {
    name,
    fulfillsOnlineOrders,
    address1,
    address2,
    city,
    countryCode,
    phone,
    provinceCode,
    zip,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
};

function locationAdd(input: GraphqlLocation, context: ApiContext) {
  const wrong = metafieldInputErrors(context, "Location", input.metafields);
  if (wrong.length > 0) return { location: null, userErrors: wrong };
  const { name, address } = input;
  const fields = {
    ...readLocation(input),
    name: name ?? "",
    countryCode: address?.countryCode ?? context.shop.countryCode,
  };
  const result = context.commands.addLocation(fields);
  if (!result.ok) return { location: null, userErrors: userErrors(result.errors) };
  storeMetafields(context, gid("Location", result.location.id), input.metafields);
  return { location: result.location, userErrors: [] };
}

const locationId = (value: unknown): bigint => idOfType(value, "Location") ?? -1n;

export const inventoryMutations: TypeModel = {
  inventoryAdjustQuantities: (_root, args, context, info) =>
    idempotently(context, info, args, {
      run: () => {
        const input = args["input"] as QuantityInput & { changes: Row[] };
        return changeQuantities(context, input, { rows: input.changes, listName: "changes" });
      },
      refused: (error) => refused([{ field: "", ...error }]),
    }),
  inventorySetQuantities: (_root, args, context, info) =>
    idempotently(context, info, args, {
      run: () => {
        const input = args["input"] as QuantityInput & { quantities: Row[] };
        return changeQuantities(context, input, { rows: input.quantities, listName: "quantities" });
      },
      refused: (error) => refused([{ field: "", ...error }]),
    }),
  inventoryActivate: (_root, args, context, info) =>
    idempotently(context, info, args, {
      run: () => activate(args, context),
      refused: ({ message }) => ({ inventoryLevel: null, userErrors: [userError(null, message)] }),
    }),
  inventoryDeactivate: (_root, args, context) => {
    const at = readLevelId(args["inventoryLevelId"]);
    if (!at)
      return { userErrors: [userError(["inventoryLevelId"], "The inventory level couldn't be found.")] };
    const result = context.commands.deactivateInventory(at);
    return { userErrors: result.ok ? [] : userErrors(result.errors) };
  },
  inventoryItemUpdate: (_root, args, context) => {
    const id = idOfType(args["id"], "InventoryItem") ?? -1n;
    const result = context.commands.updateInventoryItem(id, readItem(args["input"] as object));
    return result.ok
      ? { inventoryItem: itemOf(context, id), userErrors: [] }
      : { inventoryItem: null, userErrors: userErrors(result.errors) };
  },
  locationAdd: (_root, args, context) => locationAdd(args["input"] as GraphqlLocation, context),
  locationEdit: (_root, args, context) => {
    const input = args["input"] as GraphqlLocation;
    leaveOut({ ...input }, ["metafields"], "LocationEditInput");
    const result = context.commands.editLocation(locationId(args["id"]), readLocation(input));
    return result.ok
      ? { location: result.location, userErrors: [] }
      : { location: null, userErrors: userErrors(result.errors) };
  },
  locationActivate: (_root, args, context) => {
    const result = context.commands.activateLocation(locationId(args["locationId"]));
    return result.ok
      ? { location: result.location, locationActivateUserErrors: [] }
      : { location: null, locationActivateUserErrors: userErrors(result.errors) };
  },
  locationDeactivate: (_root, args, context) => {
    leaveOut(args, ["destinationLocationId"], "locationDeactivate");
    const result = context.commands.deactivateLocation(locationId(args["locationId"]));
    return result.ok
      ? { location: result.location, locationDeactivateUserErrors: [] }
      : { location: null, locationDeactivateUserErrors: userErrors(result.errors) };
  },
};
