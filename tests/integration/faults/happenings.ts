/** What can happen in a store, and which webhooks tell of it. To add a topic, add a line to the table. Pure. */
import type { Payload } from "#tests/factories/payloads.ts";
import {
  cartPayload,
  checkoutPayload,
  customerPayload,
  orderPayload,
  type World,
  type WorldCustomer,
  type WorldOrder,
} from "./world.ts";

/** Random numbers that say to whom and how much; each happening takes them as it likes. */
export interface Choice {
  who: number;
  which: number;
  amount: number;
}

export type Tell = (world: World, choice: Choice) => [topic: string, payload: Payload][];

export const pick = <T>(items: readonly T[], number: number): T | undefined =>
  items[number % Math.max(1, items.length)];
export const living = (world: World) => world.customers.filter((customer) => !customer.isGone);
export const open = (world: World) =>
  world.orders.filter((order) => !order.cancelledAt && !order.isDeleted && !order.customer?.isErased);

/** Changes an order and tells how it stands then, under some topics. */
export function changeOrder(
  world: World,
  order: WorldOrder | undefined,
  change: Partial<WorldOrder>,
  topics: string[],
) {
  if (!order) return [];
  Object.assign(order, change, { updatedAt: world.now() });
  return topics.map((topic): [string, Payload] => [topic, orderPayload(order)]);
}

function changeCustomer(
  world: World,
  customer: WorldCustomer | undefined,
  change: Partial<WorldCustomer>,
): ReturnType<Tell> {
  if (!customer) return [];
  Object.assign(customer, change, { updatedAt: world.now() });
  return [["customers/update", customerPayload(customer)]];
}

/** Online, at the till, by staff, in a social network, by a company, by an app of its own. */
const ORIGINS: readonly Payload[] = [
  { source_name: "web", app_id: 580_111 },
  { source_name: "pos" },
  { source_name: "shopify_draft_order" },
  { source_name: "instagram" },
  { source_name: "web", company: { id: 1, location_id: 2 } },
  { source_name: "9999", app_id: 9999 },
];

export type Happenings = Readonly<Record<string, { tell: Tell; weight: number }>>;

/** To customers, orders, carts and checkouts. */
export const HAPPENINGS: Happenings = {
  customerCreated: {
    weight: 2,
    tell: (world) => {
      const number = world.customers.length;
      const customer = {
        id: world.nextId(),
        email: `c${number}-${world.name}@example.com`,
        firstName: "Alex",
        tags: [],
        createdAt: world.now(),
        updatedAt: world.now(),
        isGone: false,
        isErased: false,
      };
      world.customers.push(customer);
      return [["customers/create", customerPayload(customer)]];
    },
  },
  customerRenamed: {
    weight: 2,
    tell: (world, { who, amount }) =>
      changeCustomer(world, pick(living(world), who), { firstName: `Sam${amount % 5}` }),
  },
  /** To an address that nobody has now; somebody may have had it before. */
  emailChanged: {
    weight: 1,
    tell: (world, { who, amount }) => {
      const email = `c${amount % 6}-${world.name}@example.com`;
      if (living(world).some((customer) => customer.email === email)) return [];
      return changeCustomer(world, pick(living(world), who), { email });
    },
  },
  tagAdded: {
    weight: 1,
    tell: (world, { who, amount }) => {
      const customer = pick(living(world), who);
      const tag = `tag${amount % 3}`;
      if (!customer || customer.tags.includes(tag)) return [];
      customer.tags.push(tag);
      return [["customer.tags_added", tagsPayload(world, customer, tag)]];
    },
  },
  tagRemoved: {
    weight: 1,
    tell: (world, { who, amount }) => {
      const customer = pick(living(world), who);
      const tag = customer && pick(customer.tags, amount);
      if (!customer || !tag) return [];
      customer.tags.splice(customer.tags.indexOf(tag), 1);
      return [["customer.tags_removed", tagsPayload(world, customer, tag)]];
    },
  },
  consentChanged: {
    weight: 1,
    tell: (world, { who, amount }) => {
      const customer = pick(living(world), who);
      if (!customer) return [];
      const state = pick(["subscribed", "unsubscribed", "pending"], amount)!;
      const consent = { state, opt_in_level: "single_opt_in", consent_updated_at: world.now() };
      return [
        [
          "customers_email_marketing_consent/update",
          { customer_id: customer.id, email_address: customer.email, email_marketing_consent: consent },
        ],
      ];
    },
  },
  /** Shopify lets only customers without orders be deleted. */
  customerDeleted: {
    weight: 1,
    tell: (world, { who }) => {
      const idle = living(world).filter(
        (customer) => !world.orders.some((order) => order.customer === customer),
      );
      const customer = pick(idle, who);
      if (!customer) return [];
      customer.isGone = true;
      return [["customers/delete", { id: customer.id }]];
    },
  },
  customersMerged: {
    weight: 1,
    tell: (world, { who, which }) => {
      // One who was merged away before may be the one that is kept, so that chains close to circles.
      const mayBeKept = which % 4 === 0 ? world.customers.filter(({ isErased }) => !isErased) : living(world);
      const [kept, given] = [pick(mayBeKept, who), pick(living(world), which)];
      if (!kept || !given || kept === given) return [];
      given.isGone = true;
      kept.isGone = false;
      for (const owned of [...world.orders, ...world.contracts, ...world.checkouts])
        if (owned.customer === given) owned.customer = kept;
      const merge: Payload = {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept.id}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${given.id}`,
        status: "completed",
      };
      return [["customers/merge", merge], ...changeCustomer(world, kept, {})];
    },
  },
  orderPlaced: {
    weight: 5,
    tell: (world, { who, which, amount }) => {
      // Every fifth by a guest, who may write the address of a customer.
      const customer = which % 5 === 0 ? null : (pick(living(world), who) ?? null);
      const isPaid = amount % 2 === 0;
      const origin = pick(ORIGINS, amount)!;
      const order: WorldOrder = {
        id: world.nextId(),
        customer,
        // At the till nobody is asked for an address.
        email:
          customer?.email ??
          (origin["source_name"] === "pos" ? null : `c${who % 6}-${world.name}@example.com`),
        origin,
        isTest: amount % 9 === 4,
        cents: 500 + (amount % 50) * 100,
        status: isPaid ? "paid" : "pending",
        refunds: [],
        fulfilments: [],
        returns: [],
        cartToken: pick(world.carts, which)?.token ?? null,
        checkoutToken: pick(world.checkouts, amount)?.token ?? null,
        createdAt: world.now(),
        updatedAt: world.now(),
        cancelledAt: null,
        isDeleted: false,
      };
      world.orders.push(order);
      const topics = ["orders/create", ...(isPaid ? ["orders/paid", "orders/updated"] : [])];
      return topics.map((topic): [string, Payload] => [topic, orderPayload(order)]);
    },
  },
  orderPaid: {
    weight: 2,
    tell: (world, { which }) => {
      const order = pick(
        open(world).filter(({ status }) => status === "pending"),
        which,
      );
      return changeOrder(world, order, { status: "paid" }, ["orders/paid", "orders/updated"]);
    },
  },
  orderEdited: {
    weight: 1,
    tell: (world, { which, amount }) => {
      const order = pick(open(world), which);
      const told = changeOrder(world, order, { cents: 700 + (amount % 30) * 100 }, ["orders/updated"]);
      if (!order) return told;
      const edit = {
        id: world.nextId(),
        order_id: order.id,
        created_at: world.now(),
        committed_at: world.now(),
        line_items: { additions: [], removals: [] },
      };
      return [["orders/edited", { order_edit: edit }], ...told];
    },
  },
  orderGivenToAnother: {
    weight: 1,
    tell: (world, { who, which }) =>
      changeOrder(world, pick(open(world), which), { customer: pick(living(world), who) ?? null }, [
        "orders/updated",
      ]),
  },
  orderRefunded: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const order = pick(
        open(world).filter(({ status, refunds }) => status !== "pending" && refunds.length < 3),
        which,
      );
      if (!order) return [];
      const refund = makeRefund(world, order, 100 + (amount % 3) * 50);
      const told = changeOrder(
        world,
        order,
        { status: "partially_refunded", refunds: [...order.refunds, refund] },
        ["orders/updated"],
      );
      return [["refunds/create", refund], ...told];
    },
  },
  orderFulfilled: {
    weight: 1,
    tell: (world, { which }) => {
      const order = pick(open(world), which);
      if (!order) return [];
      const fulfilment = {
        id: world.nextId(),
        order_id: order.id,
        status: "success",
        created_at: world.now(),
        updated_at: world.now(),
        shipment_status: null,
        line_items: [],
      };
      const told = changeOrder(world, order, { fulfilments: [...order.fulfilments, fulfilment] }, [
        "orders/updated",
      ]);
      return [["fulfillments/create", fulfilment], ...told];
    },
  },
  orderCancelled: {
    weight: 1,
    tell: (world, { which }) =>
      changeOrder(world, pick(open(world), which), { cancelledAt: world.now() }, [
        "orders/cancelled",
        "orders/updated",
      ]),
  },
  /** Shopify lets only orders that are over be deleted. */
  orderDeleted: {
    weight: 1,
    tell: (world, { which }) => {
      const order = pick(
        world.orders.filter(({ cancelledAt, isDeleted }) => cancelledAt && !isDeleted),
        which,
      );
      if (!order) return [];
      order.isDeleted = true;
      return [["orders/delete", { id: order.id }]];
    },
  },
  cartChanged: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const known = amount % 3 === 0 ? undefined : pick(world.carts, which);
      const cart = known ?? {
        id: world.nextId(),
        token: `cart-${world.name}-${world.carts.length}`,
        customer: null,
        quantity: 1,
        createdAt: world.now(),
        updatedAt: world.now(),
        isDeleted: false,
      };
      if (!known) world.carts.push(cart);
      else Object.assign(cart, { quantity: 1 + (amount % 7), updatedAt: world.now() });
      return [[known ? "carts/update" : "carts/create", cartPayload(cart)]];
    },
  },
  checkoutChanged: {
    weight: 2,
    tell: (world, { who, which, amount }) => {
      const known =
        amount % 3 === 0
          ? undefined
          : pick(
              world.checkouts.filter(({ isDeleted }) => !isDeleted),
              which,
            );
      const checkout = known ?? {
        id: world.nextId(),
        token: `checkout-${world.name}-${world.checkouts.length}`,
        customer: null,
        quantity: 1,
        createdAt: world.now(),
        updatedAt: world.now(),
        isDeleted: false,
      };
      if (!known) world.checkouts.push(checkout);
      else
        Object.assign(checkout, {
          customer: pick(living(world), who) ?? null,
          quantity: 1 + (amount % 7),
          updatedAt: world.now(),
        });
      return [[known ? "checkouts/update" : "checkouts/create", checkoutPayload(checkout)]];
    },
  },
};

function tagsPayload(world: World, customer: WorldCustomer, tag: string): Payload {
  return { customerId: `gid://shopify/Customer/${customer.id}`, tags: [tag], occurredAt: world.now() };
}

function makeRefund(world: World, order: WorldOrder, cents: number): Payload {
  const amount = (cents / 100).toFixed(2);
  const id = world.nextId();
  return {
    id,
    order_id: order.id,
    created_at: world.now(),
    refund_line_items: [
      {
        id,
        line_item_id: order.id,
        quantity: 1,
        subtotal: amount,
        total_tax: "0.00",
        subtotal_set: { shop_money: { amount, currency_code: "GBP" } },
      },
    ],
    order_adjustments: [],
    transactions: [{ id, kind: "refund", status: "success", amount, currency: "GBP" }],
  };
}
