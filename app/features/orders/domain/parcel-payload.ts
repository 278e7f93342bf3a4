/** Reads what webhooks tell about parcels and returns, on their own or within an order. */
import { z } from "zod";
import { InvalidInput } from "#app/shared/errors.ts";
import { id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { returnReasonOf } from "./order-parts.ts";
import type { EditState, ParcelState, ReturnState } from "./order-state.ts";

const ParcelPayload = z.object({
  id,
  order_id: id,
  status: orNull(z.string()),
  shipment_status: orNull(z.string()),
  created_at: instant,
  updated_at: orNull(instant),
  tracking_company: orNull(z.string()),
  tracking_numbers: orNull(z.array(orNull(z.string()))),
  tracking_urls: orNull(z.array(orNull(z.string()))),
  line_items: orNull(z.array(z.object({ id, quantity: orNull(z.number().int()) }))),
});

/** Reads a parcel (fulfillments/create, fulfillments/update, or one of an order). @throws InvalidInput */
export function parcelFromWebhook(payload: unknown): ParcelState {
  const parcel = readPayload(ParcelPayload, payload, "The fulfillment");
  const updatedAt = parcel.updated_at ?? parcel.created_at;
  return {
    id: parcel.id,
    orderId: parcel.order_id,
    status: parcel.status,
    createdAt: parcel.created_at,
    updatedAt,
    deliveredAt: parcel.shipment_status === "delivered" ? updatedAt : null,
    tracking: (parcel.tracking_numbers ?? []).flatMap((number, position) =>
      number
        ? [
            {
              parcelId: parcel.id.toString(),
              company: parcel.tracking_company,
              number,
              url: parcel.tracking_urls?.[position] ?? null,
            },
          ]
        : [],
    ),
    lines: (parcel.line_items ?? []).map((line) => ({
      lineId: line.id.toString(),
      quantity: line.quantity ?? 0,
    })),
  };
}

const EventPayload = z.object({
  fulfillment_id: id,
  order_id: id,
  status: orNull(z.string()),
  happened_at: instant,
});

/** Reads a carrier's event (fulfillment_events/create); `at` null = not yet arrived. @throws InvalidInput */
export function arrivalFromWebhook(payload: unknown): { parcelId: bigint; orderId: bigint; at: Date | null } {
  const event = readPayload(EventPayload, payload, "The event of the fulfillment");
  return {
    parcelId: event.fulfillment_id,
    orderId: event.order_id,
    at: event.status === "delivered" ? event.happened_at : null,
  };
}

const ReturnPayload = z.object({
  id,
  status: z.string(),
  order_id: orNull(id),
  order: orNull(z.object({ id })),
  return_line_items: orNull(
    z.array(
      z.object({
        quantity: orNull(z.number().int()),
        return_reason: orNull(z.string()),
        return_reason_definition: orNull(z.object({ handle: orNull(z.string()) })),
        fulfillment_line_item: orNull(z.object({ line_item: orNull(z.object({ id })) })),
      }),
    ),
  ),
});

/**
 * Reads a return (returns/*, or one of an order).
 *
 * @param observedAt age of the state: Shopify tells none
 * @throws InvalidInput
 */
export function returnFromWebhook(payload: unknown, observedAt: Date): ReturnState {
  const read = readPayload(ReturnPayload, payload, "The return");
  const orderId = read.order_id ?? read.order?.id;
  if (orderId === undefined)
    throw new InvalidInput("The return cannot be read. order: expected the order's id");
  const lines = (read.return_line_items ?? []).flatMap((line) => {
    const lineId = line.fulfillment_line_item?.line_item?.id.toString();
    const reason = returnReasonOf(line.return_reason_definition?.handle ?? line.return_reason);
    return lineId === undefined || line.quantity === null
      ? []
      : [{ lineId, quantity: line.quantity, reason }];
  });
  return { id: read.id, orderId, status: read.status.toLowerCase(), createdAt: null, observedAt, lines };
}

const Delta = z.object({ id, delta: z.number().int() });

const EditPayload = z.object({
  order_edit: z.object({
    order_id: id,
    committed_at: instant,
    line_items: orNull(z.object({ additions: orNull(z.array(Delta)), removals: orNull(z.array(Delta)) })),
  }),
});

/** Reads orders/edited: what was put in and taken out, and when. How it stands comes with orders/updated. */
export function editFromWebhook(payload: unknown): EditState {
  const { order_edit: edit } = readPayload(EditPayload, payload, "The edit");
  const lines = (deltas: z.output<typeof Delta>[] | null | undefined) =>
    (deltas ?? []).map(({ id: lineId, delta }) => ({ lineId: lineId.toString(), quantity: Math.abs(delta) }));
  return {
    orderId: edit.order_id,
    committedAt: edit.committed_at,
    added: lines(edit.line_items?.additions),
    removed: lines(edit.line_items?.removals),
  };
}
