/** Parcels and returns of an order. */
import type { Fulfillment, Order, Return } from "#simulator/state/model.ts";
import {
  fulfillableQuantity,
  fulfillmentsOf,
  returnableQuantity,
} from "#simulator/state/order-quantities.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { badge, words } from "../../lists.ts";
import { type PageContext, timeText } from "../../page-context.ts";

const titleOf = (order: Order, lineId: bigint): string =>
  order.lines.find((line) => line.id === lineId)?.title ?? "An item";

/** How a parcel goes on. */
const NEXT_STATES = ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"];

function parcel(context: PageContext, order: Order, fulfillment: Fulfillment): Html {
  const action = `${context.base}/orders/${order.id}/parcels/${fulfillment.id}`;
  const isOnTheWay = fulfillment.status === "SUCCESS" && fulfillment.shipmentStatus !== "DELIVERED";
  return html`<li class="part">
    <h3>
      ${fulfillment.name}
      ${badge(fulfillment.status === "SUCCESS" ? (fulfillment.shipmentStatus ?? "sent") : "CANCELLED")}
    </h3>
    <p>
      ${fulfillment.lines.map(({ lineId, quantity }) => `${quantity} × ${titleOf(order, lineId)}`).join(", ")}
      <small
        >${timeText(context, fulfillment.createdAt)}
        ${[fulfillment.trackingCompany, ...fulfillment.trackingNumbers].filter(Boolean).join(" ")}</small
      >
    </p>
    ${
      isOnTheWay &&
      html`<div class="row">
        ${NEXT_STATES.filter((state) => state !== fulfillment.shipmentStatus).map((state) =>
          actionButton(`${action}/event`, `Mark as ${words(state)}`, "small", { state }),
        )}
        ${actionButton(`${action}/cancel`, "Cancel parcel", "small danger")}
      </div>`
    }
  </li>`;
}

export function parcelsCard(context: PageContext, order: Order): Html | null {
  const parcels = fulfillmentsOf(order);
  if (parcels.length === 0) return null;
  return html`<section class="card" id="parcels">
    <h2>Parcels</h2>
    <ul class="plain">
      ${parcels.map((each) => parcel(context, order, each))}
    </ul>
  </section>`;
}

export const canFulfill = (order: Order): boolean =>
  order.cancelledAt === null && order.lines.some((line) => fulfillableQuantity(order, line) > 0);

export function fulfillForm(context: PageContext, order: Order): Html {
  const locations = [...context.runtime.shop.locations.values()].filter((location) => location.isActive);
  return form(context, {
    key: "fulfil",
    action: `${context.base}/orders/${order.id}/fulfil`,
    submit: "Send parcel",
    fields: (controls) =>
      html`${order.lines
        .filter((line) => fulfillableQuantity(order, line) > 0)
        .map((line) =>
          controls.text({
            name: `line-${line.id}`,
            label: `Pieces of ${line.title}`,
            type: "number",
            min: 0,
            max: fulfillableQuantity(order, line),
            value: fulfillableQuantity(order, line),
          }),
        )}
      ${controls.text({ name: "company", label: "Carrier" })}
      ${controls.text({ name: "number", label: "Tracking number" })}
      ${controls.text({ name: "url", label: "Tracking address", type: "url" })}
      ${
        locations.length > 1 &&
        controls.select({
          name: "location",
          label: "Sent from",
          options: locations.map(({ id, name }) => ({ value: String(id), label: name })),
        })
      }`,
  });
}

const REASONS = [
  "UNWANTED",
  "SIZE_TOO_SMALL",
  "SIZE_TOO_LARGE",
  "DEFECTIVE",
  "NOT_AS_DESCRIBED",
  "WRONG_ITEM",
  "STYLE",
  "COLOR",
  "OTHER",
];

const returnable = (order: Order) =>
  fulfillmentsOf(order)
    .flatMap(({ lines }) => lines)
    .map((line) => ({ ...line, left: returnableQuantity(order, line.id) }))
    .filter(({ left }) => left > 0);

export const canReturn = (order: Order): boolean => returnable(order).length > 0;

export function returnForm(context: PageContext, order: Order): Html {
  return form(context, {
    key: "return",
    action: `${context.base}/orders/${order.id}/returns`,
    submit: "Begin the return",
    fields: (controls) =>
      html`${returnable(order).map(({ id, lineId, left }) =>
          controls.text({
            name: `line-${id}`,
            label: `Pieces of ${titleOf(order, lineId)}`,
            type: "number",
            min: 0,
            max: left,
            value: 0,
          }),
        )}
        ${controls.select({
          name: "reason",
          label: "Reason",
          options: REASONS.map((value) => ({ value, label: words(value) })),
        })}
        ${controls.text({ name: "customerNote", label: "Customer's words" })}
        <div class="wide">
          ${controls.check({ name: "isRequest", label: "The customer asks for it, and the merchant has to agree" })}
        </div>`,
  });
}

/** What can be done with a return in its state, in the order of its life. */
const RETURN_ACTIONS: Record<Return["status"], [action: string, label: string, kind: string][]> = {
  REQUESTED: [
    ["approve", "Approve", "primary"],
    ["decline", "Decline", "danger"],
  ],
  OPEN: [
    ["refund", "Restock and refund", "primary"],
    ["restock", "Restock without refund", ""],
    ["close", "Close", ""],
    ["cancel", "Cancel return", "danger"],
  ],
  CLOSED: [["reopen", "Open again", ""]],
  CANCELED: [],
  DECLINED: [],
};

export function returnsCard(context: PageContext, order: Order): Html | null {
  if (order.returns.length === 0) return null;
  return html`<section class="card" id="returns">
    <h2>Returns</h2>
    <ul class="plain">
      ${order.returns.map(
        (each) =>
          html`<li class="part">
            <h3>${each.name} ${badge(each.status)}</h3>
            <p>
              ${each.lines
                .map(
                  (line) =>
                    `${line.quantity} × ${titleOf(order, line.lineId)} (${words(line.reason)}${line.processed > 0 ? `, ${line.processed} dealt with` : ""})`,
                )
                .join(", ")}
              <small>${timeText(context, each.createdAt)}</small>
            </p>
            <div class="row">
              ${RETURN_ACTIONS[each.status].map(([action, label, kind]) =>
                actionButton(
                  `${context.base}/orders/${order.id}/returns/${each.id}/${action}`,
                  label,
                  `small ${kind}`,
                ),
              )}
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}
