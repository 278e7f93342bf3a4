/** Where an order came from, in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { orderCountOf, ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Order } from "#simulator/state/model.ts";
import { appIdOf } from "#simulator/webhooks/order-payloads.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";

const CHANNELS: Record<string, { name: string; handle: string }> = {
  web: { name: "Online Store", handle: "web" },
  pos: { name: "Point of Sale", handle: "pos" },
  shopify_draft_order: { name: "Draft Orders", handle: "draft_orders" },
};

function sourceOf(order: Order, { app }: ApiContext): { id: bigint; name: string; handle: string } | null {
  const id = appIdOf(order);
  if (id === null) return null;
  const channel = CHANNELS[order.sourceName];
  if (channel) return { id, ...channel };
  return { id, name: id === app.appId ? app.name : `App ${id}`, handle: order.sourceName };
}

/** How the order's handle is searched: `channel:web`. */
export const channelHandle = (order: Order): string => CHANNELS[order.sourceName]?.handle ?? order.sourceName;

export const orderSourceFields: TypeModel = {
  app: (order: Order, _args, context) => {
    const source = sourceOf(order, context);
    return source && { id: gid("App", source.id), name: source.name };
  },
  channelInformation: (order: Order, _args, context) => {
    const source = sourceOf(order, context);
    return (
      source && {
        id: gid("ChannelInformation", order.id),
        channelId: gid("Channel", source.id),
        displayName: source.name,
        app: { id: gid("App", source.id), title: source.name, handle: source.handle },
        channelDefinition: {
          id: gid("ChannelDefinition", source.id),
          handle: source.handle,
          channelName: source.name,
        },
      }
    );
  },
  sourceName: (order: Order) => order.sourceName,
  sourceIdentifier: (order: Order) => order.sourceIdentifier,
  registeredSourceUrl: () => null,
  cartToken: (order: Order) => order.cartToken,
  checkoutToken: (order: Order) => order.checkoutToken,
  clientIp: (order: Order) => order.clientIp,
  retailLocation: (order: Order, _args, { shop }) =>
    order.locationId === null ? null : (shop.locations.get(order.locationId) ?? null),
  staffMember: () => null,
  // Visits of the online store are not followed here.
  customerJourneySummary: (order: Order, _args, { shop }) => {
    const { customerId } = order;
    const place =
      customerId === null || orderCountOf(shop, customerId) === 0
        ? null
        : ordersOfCustomer(shop, customerId).filter(
            (each) => !each.test && each.processedAt < order.processedAt,
          ).length;
    return { customerOrderIndex: place };
  },
};

export const customerJourneySummaryModel: TypeModel = {
  ready: () => true,
  customerOrderIndex: ({ customerOrderIndex }: { customerOrderIndex: number | null }) => customerOrderIndex,
  daysToConversion: () => null,
  firstVisit: () => null,
  lastVisit: () => null,
  momentsCount: () => ({ count: 0, precision: "EXACT" }),
  moments: (_source: object, args, context, info) =>
    connection({ items: [] as { id: string }[], args, context, info, idOf: ({ id }) => id }),
};
