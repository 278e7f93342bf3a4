/** A shop with carts that are left, a clock of its own, and a mail server that catches everything. */
import { SMTPServer } from "smtp-server";
import {
  advanceJourneys,
  createCartRecovery,
  findJourney,
  journeyMessages,
  saveJourney,
  switchJourney,
} from "#app/features/automations/index.server.ts";
import type { JourneyDefinition } from "#app/features/automations/domain/definition.ts";
import { sendMessages } from "#app/features/messaging/index.server.ts";
import { settleCode } from "#app/features/automations/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A Wednesday morning in London, outside of quiet hours. */
export const BEGINNING = new Date("2026-03-04T10:00:00Z");

export const after = (ms: number, from = BEGINNING): Date => new Date(from.getTime() + ms);

export interface World {
  shop: TestShop;
  journeyId: number;
  now: Date;
}

/** A shop whose cart recovery was switched on a moment ago. */
export async function makeWorld(
  change: (definition: JourneyDefinition) => JourneyDefinition = (same) => same,
  given?: TestShop,
): Promise<World> {
  const shop = given ?? (await makeShop());
  const journeyId = await withShop(shop.shopId, async (scope) => {
    const at = { staff: null, now: after(-HOUR_MS) };
    const id = await createCartRecovery(scope, { name: "Cart recovery", ...at });
    const { definition } = (await findJourney(scope, id))!;
    await saveJourney(
      scope,
      id,
      { name: "Cart recovery", definition: change({ ...definition, holdoutPercent: 0 }) },
      at,
    );
    await switchJourney(scope, id, true, at.now);
    return id;
  });
  return { shop, journeyId, now: BEGINNING };
}

export const customer = (
  n: number,
  state: "subscribed" | "unsubscribed" = "subscribed",
  at = after(-24 * HOUR_MS),
): Payload =>
  makeCustomer({
    id: bigId(n),
    email: `customer${n}@example.com`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: at.toISOString(),
    email_marketing_consent: { state, opt_in_level: "single_opt_in", consent_updated_at: at.toISOString() },
  });

const line = (n: number, quantity: number): Payload => ({
  id: n,
  variant_id: bigId(70),
  product_id: bigId(60),
  title: "Lantern",
  quantity,
  price: "10.00",
  line_price: `${quantity * 10}.00`,
  price_set: { shop_money: { amount: "10.00", currency_code: "GBP" } },
});

export interface LeftCart {
  token: string;
  /** Number of the customer. */
  of: number;
  at: Date;
  quantity?: number;
}

/** A checkout that is begun and left. */
export const checkout = ({ token, of, at, quantity = 2 }: LeftCart): Payload => ({
  id: 1000 + Number(/\d+/.exec(token)?.[0] ?? 0),
  token: `checkout-${token}`,
  cart_token: token,
  currency: "GBP",
  total_price: `${quantity * 10}.00`,
  email: `customer${of}@example.com`,
  abandoned_checkout_url: `https://shop.example.com/1/checkouts/${token}/recover?key=secret`,
  line_items: quantity > 0 ? [line(1, quantity)] : [],
  created_at: at.toISOString(),
  updated_at: at.toISOString(),
  completed_at: null,
  customer: makeCustomer({ id: bigId(of), email: `customer${of}@example.com` }),
});

export async function leaveCart(world: World, cart: LeftCart): Promise<void> {
  await deliver(world.shop, { topic: "checkouts/update", payload: checkout(cart) });
  await workOff(world.shop);
}

export async function buy(
  world: World,
  {
    id,
    of,
    at,
    token = null,
    total = "20.00",
  }: { id: number; of: number; at: Date; token?: string | null; total?: string },
): Promise<void> {
  const time = at.toISOString();
  await deliver(world.shop, {
    topic: "orders/create",
    payload: makeOrder({
      id: bigId(5000 + id),
      name: `#${id}`,
      subtotal_price: total,
      customer: makeCustomer({ id: bigId(of), email: `customer${of}@example.com` }),
      created_at: time,
      processed_at: time,
      updated_at: time,
      ...(token ? { cart_token: token, checkout_token: `checkout-${token}` } : {}),
    }),
  });
  await workOff(world.shop);
}

export async function tellCustomer(world: World, payload: Payload): Promise<void> {
  await deliver(world.shop, { topic: "customers/update", payload });
  await deliver(world.shop, {
    topic: "customers_email_marketing_consent/update",
    payload: {
      customer_id: payload["id"],
      email_address: payload["email"],
      email_marketing_consent: payload["email_marketing_consent"],
    },
  });
  await workOff(world.shop);
}

/** Does everything that is due at the world's time: steps, codes (as if Shopify made them), messages. */
export async function doWhatIsDue(world: World, { send = true } = {}): Promise<void> {
  const clock = () => world.now;
  for (let round = 0; round < 3; round += 1) {
    await advanceJourneys(world.shop.shopId, clock);
    await makeCodes(world);
  }
  if (send) await sendMessages(world.shop.shopId, [journeyMessages(clock)], { now: clock });
  await workOff(world.shop);
}

/** Shopify makes every code that was asked for. */
export async function makeCodes(world: World): Promise<void> {
  await withShop(world.shop.shopId, async (scope) => {
    const codes = await scope.db.recoveryCode.findMany({ where: { status: "pending" } });
    for (const { enrolmentId, step } of codes)
      await settleCode(scope, enrolmentId, step, { gid: `gid://shopify/DiscountCodeNode/${enrolmentId}` });
  });
}

/** Moves the clock from one due instant to the next until `until`, doing what is due at each. */
export async function playUntil(world: World, until: Date, options: { send?: boolean } = {}): Promise<void> {
  for (;;) {
    await doWhatIsDue(world, options);
    const next = await nextInstant(world);
    if (!next || next > until) break;
    world.now = next > world.now ? next : after(1000, world.now);
  }
  world.now = until;
}

async function nextInstant(world: World): Promise<Date | null> {
  const rows = await withShop(
    world.shop.shopId,
    ({ db }) => db.$queryRaw<{ at: Date | null }[]>`
      SELECT least((SELECT min(due_at) FROM enrolment), (SELECT min(due_at) FROM message WHERE status = 'waiting')) AS at`,
  );
  return rows[0]?.at ?? null;
}

export interface SeenEnrolment {
  key: string;
  state: string;
  reason: string | null;
  step: string | null;
  recoveredOrderId: bigint | null;
  isHoldout: boolean;
}

export function enrolmentsOf(world: World): Promise<SeenEnrolment[]> {
  return withShop(world.shop.shopId, ({ db }) =>
    db.enrolment.findMany({
      select: { key: true, state: true, reason: true, step: true, recoveredOrderId: true, isHoldout: true },
      orderBy: { id: "asc" },
    }),
  );
}

export interface SeenMessage {
  templateKey: string;
  status: string;
  failure: string | null;
  customerId: bigint | null;
  sentAt: Date | null;
  sourceId: string | null;
}

export function messagesIn(world: World): Promise<SeenMessage[]> {
  return withShop(world.shop.shopId, ({ db }) =>
    db.message.findMany({
      select: {
        templateKey: true,
        status: true,
        failure: true,
        customerId: true,
        sentAt: true,
        sourceId: true,
      },
      orderBy: { id: "asc" },
    }),
  );
}

/** Who was written to, as the mail server saw it. */
export interface CaughtMail {
  to: string;
  text: string;
}

export interface Post {
  mails: CaughtMail[];
  /** Takes nothing for now, as a server that greylists or is too busy. */
  isBusy: boolean;
  stop: () => Promise<void>;
}

/** A mail server that accepts everything and keeps it, unless it is told to be busy. */
export async function catchMail(port: number): Promise<Post> {
  const mails: CaughtMail[] = [];
  const post = { mails, isBusy: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, callback) =>
      callback(
        post.isBusy ? Object.assign(new Error("4.3.2 try again later"), { responseCode: 451 }) : undefined,
      ),
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        mails.push({
          to: session.envelope.rcptTo[0]?.address ?? "",
          text: Buffer.concat(parts).toString("utf8"),
        });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(post, { stop: () => new Promise<void>((resolve) => server.close(() => resolve())) });
}
