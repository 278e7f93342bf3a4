/** What comes after an order: parcels, returns, subscriptions, the end of a checkout, an erasure. Pure. */
import type { Payload } from "#tests/factories/payloads.ts";
import {
  changeOrder,
  type Choice,
  HAPPENINGS,
  type Happenings,
  living,
  open,
  pick,
  type Tell,
} from "./happenings.ts";
import { CATALOGUE_AND_CONSENTS, VISITS } from "./more-happenings.ts";
import { contractPayload, type Told, type World, type WorldContract } from "./world.ts";

/** Which topic tells of a return's next state, from which states. */
const RETURN_STEPS = [
  { topic: "returns/approve", from: ["requested"], to: "open" },
  { topic: "returns/decline", from: ["requested"], to: "declined" },
  { topic: "returns/cancel", from: ["requested", "open"], to: "canceled" },
  { topic: "returns/close", from: ["open"], to: "closed" },
  { topic: "returns/reopen", from: ["closed"], to: "open" },
];

const CONTRACT_STEPS = [
  { topic: "pause", status: "paused" },
  { topic: "activate", status: "active" },
  { topic: "cancel", status: "cancelled" },
  { topic: "expire", status: "expired" },
  { topic: "fail", status: "failed" },
];

const contractsOf = (world: World) => world.contracts.filter(({ customer }) => !customer.isErased);

/** Tells of a change of a contract by its own topic and, as Shopify does, by the general one. */
function changeContract(contract: WorldContract, topic: string): ReturnType<Tell> {
  contract.revision += 1;
  return [topic, "update"].map((name): [string, Payload] => [
    `subscription_contracts/${name}`,
    contractPayload(contract),
  ]);
}

export const LATER_HAPPENINGS: Happenings = {
  parcelArrived: {
    weight: 1,
    tell: (world, { which, amount }) => {
      const order = pick(
        open(world).filter(({ fulfilments }) => fulfilments.length > 0),
        which,
      );
      const parcel = order && pick(order.fulfilments, amount);
      if (!order || !parcel || parcel["shipment_status"] === "delivered") return [];
      const arrived = { ...parcel, shipment_status: "delivered", updated_at: world.now() };
      const event = {
        id: world.nextId(),
        fulfillment_id: parcel["id"],
        order_id: order.id,
        status: "delivered",
        happened_at: world.now(),
      };
      const fulfilments = order.fulfilments.map((each) => (each === parcel ? arrived : each));
      const told = changeOrder(world, order, { fulfilments }, ["orders/updated"]);
      return [["fulfillment_events/create", event], ["fulfillments/update", arrived], ...told];
    },
  },
  returnMoved: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const order = pick(open(world), which);
      if (!order) return [];
      const known = pick(order.returns, amount);
      const steps = RETURN_STEPS.filter(({ from }) => known && from.includes(known.status));
      const step = pick(steps, amount);
      if (known && !step) return [];
      const next =
        known && step ? { ...known, status: step.to } : { id: world.nextId(), status: "requested" };
      const returns = known
        ? order.returns.map((each) => (each === known ? next : each))
        : [...order.returns, next];
      const told = changeOrder(world, order, { returns }, ["orders/updated"]);
      return [[step?.topic ?? "returns/request", { ...next, order: { id: order.id } }], ...told];
    },
  },
  subscriptionStarted: {
    weight: 1,
    tell: (world, { who, which, amount }) => {
      const customer = pick(living(world), who);
      if (!customer) return [];
      const contract: WorldContract = {
        id: world.nextId(),
        customer,
        status: "active",
        interval: 1 + (amount % 4),
        originOrderId: pick(world.orders, which)?.id ?? null,
        revision: 1,
      };
      world.contracts.push(contract);
      return [["subscription_contracts/create", contractPayload(contract)]];
    },
  },
  subscriptionChanged: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const [contract, step] = [pick(contractsOf(world), which), pick(CONTRACT_STEPS, amount)];
      if (!contract || !step || contract.status === step.status) return [];
      contract.status = step.status;
      return changeContract(contract, step.topic);
    },
  },
  subscriptionBilled: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const contract = pick(contractsOf(world), which);
      if (!contract) return [];
      const isPaid = amount % 3 !== 0;
      const id = world.nextId();
      const attempt = {
        id,
        idempotency_key: `try-${id}`,
        order_id: isPaid ? (pick(open(world), amount)?.id ?? null) : null,
        subscription_contract_id: contract.id,
        error_code: isPaid ? null : "payment_method_declined",
      };
      return [[`subscription_billing_attempts/${isPaid ? "success" : "failure"}`, attempt]];
    },
  },
  checkoutDeleted: {
    weight: 1,
    tell: (world, { which }) => {
      const checkout = pick(world.checkouts, which);
      if (!checkout || checkout.isDeleted) return [];
      checkout.isDeleted = true;
      return [["checkouts/delete", { id: checkout.id }]];
    },
  },
};

const BUT_VISITS: Happenings = { ...HAPPENINGS, ...LATER_HAPPENINGS, ...CATALOGUE_AND_CONSENTS };

/** Everything but erasures: what the order of deliveries must make no difference to. */
export const EVERYTHING: Happenings = { ...BUT_VISITS, ...VISITS };

/**
 * With erasures; after one nothing more happens to that person, but what happened before may be told later. Nobody takes
 * an address that was another's: who is erased with it would depend on who was known to have had it. Nor does anybody use
 * a browser: which visitors go with a person depends on which were recognised by then (tests/integration/privacy).
 */
export const WITH_ERASURES: Happenings = {
  ...Object.fromEntries(Object.entries(BUT_VISITS).filter(([name]) => name !== "emailChanged")),
  customerErased: {
    weight: 3,
    tell: (world, { who }) => {
      const customer = pick(living(world), who);
      if (!customer) return [];
      Object.assign(customer, { isGone: true, isErased: true });
      const orders = world.orders.filter((order) => order.customer === customer);
      return [
        [
          "customers/redact",
          {
            shop_domain: "example.myshopify.com",
            customer: { id: customer.id, email: customer.email, phone: null },
            orders_to_redact: orders.map(({ id }) => id),
          },
        ],
      ];
    },
  },
};

/** Lets something happen and returns what is told of it. */
export function tellHappening(
  happenings: Happenings,
  world: World,
  { name, ...choice }: Choice & { name: string },
): Told[] {
  return happenings[name]!.tell(world, choice).map(([topic, payload]) => ({
    topic,
    payload: structuredClone(payload),
    triggeredAt: world.now(),
  }));
}
