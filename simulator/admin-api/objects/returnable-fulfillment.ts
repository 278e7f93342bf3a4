/** What of an order's parcels can still be returned: what apps read before `returnCreate`. */
import { gid } from "#simulator/ids.ts";
import type { Order } from "#simulator/state/model.ts";
import { returnableQuantity } from "#simulator/state/order-quantities.ts";
import { connection } from "../connection.ts";
import type { TypeModel } from "../context.ts";
import { type FulfillmentInOrder, type FulfillmentLine, parcelsOf } from "./order-fulfillment.ts";

interface ReturnableLine {
  source: FulfillmentLine;
  quantity: number;
}

/** The lines of a parcel that have pieces left to return. */
function returnableLines({ order, fulfillment }: FulfillmentInOrder): ReturnableLine[] {
  return fulfillment.lines
    .map((part) => ({
      source: { order, fulfillment, part },
      quantity: returnableQuantity(order, part.id),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/** The parcels that have something left to return. */
export const returnableParcels = (order: Order): FulfillmentInOrder[] =>
  parcelsOf(order).filter((parcel) => returnableLines(parcel).length > 0);

export const returnableFulfillmentModel: TypeModel = {
  id: ({ fulfillment }: FulfillmentInOrder) => gid("ReturnableFulfillment", fulfillment.id),
  fulfillment: (parcel: FulfillmentInOrder) => parcel,
  returnableFulfillmentLineItems: (parcel: FulfillmentInOrder, args, context, info) =>
    connection({
      items: returnableLines(parcel),
      args,
      context,
      info,
      idOf: ({ source }) => source.part.id,
    }),
};

export const returnableFulfillmentLineItemModel: TypeModel = {
  fulfillmentLineItem: ({ source }: ReturnableLine) => source,
  quantity: ({ quantity }: ReturnableLine) => quantity,
};
