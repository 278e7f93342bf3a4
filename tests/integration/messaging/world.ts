import { recordConsents } from "#app/features/customers/index.server.ts";
import {
  type MessageSource,
  type PendingMessage,
  type Prepared,
  queueMessages,
  sendMessages,
  type SendOptions,
  type WantedMessage,
} from "#app/features/messaging/index.server.ts";
import { saveSettings, ShopSettings } from "#app/features/shops/index.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, type Payload } from "#tests/factories/payloads.ts";
import { deliver, type TestShop, workOff } from "#tests/factories/shop.ts";

/** Midday in London, a year that no fixture knows. */
export const NOON = new Date("2026-03-10T12:00:00Z");

/** Lets the app send through a mail server of the test's. */
export function sendThrough(url: string): void {
  Object.assign(env, { SMTP_URL: url, MAIL_FROM: "hello@shop.example" });
}

/** Customers 1 … n, subscribed to e-mail unless said otherwise. */
export async function makePeople(shop: TestShop, count: number, rest: Payload = {}): Promise<bigint[]> {
  const ids = Array.from({ length: count }, (_, n) => bigId(n + 1));
  for (const [n, id] of ids.entries()) {
    const customer = makeCustomer({
      id,
      email: `person-${n + 1}@example.com`,
      first_name: `Person${n + 1}`,
      ...rest,
    });
    await deliver(shop, { topic: "customers/create", payload: customer });
  }
  await workOff(shop);
  await subscribe(shop, ids);
  return ids;
}

export async function subscribe(
  shop: TestShop,
  ids: readonly bigint[],
  state: "subscribed" | "unsubscribed" = "subscribed",
  changedAt = new Date("2026-03-01T00:00:00Z"),
): Promise<void> {
  await withShop(shop.shopId, (scope) =>
    recordConsents(
      scope,
      ids.map((subjectId) => ({
        subjectId,
        channel: "email" as const,
        state,
        level: null,
        source: "form",
        changedAt,
      })),
    ),
  );
  await workOff(shop);
}

export function wanted(customerId: bigint, rest: Partial<WantedMessage> = {}): WantedMessage {
  return {
    customerId,
    channel: "email",
    purpose: "marketing",
    topic: "reminders",
    templateKey: "cart-recovery-1h",
    dedupeKey: `test:${customerId}`,
    source: { kind: "test", id: customerId.toString() },
    ...rest,
  };
}

export const CART_URL = "https://shop.example/cart/1:1?discount=SAVE&ref=mail";

/** A source that wants whatever it is asked about, unless the test says otherwise. */
export function sourceOf(answer: (message: PendingMessage) => Prepared | null = () => null): MessageSource {
  return {
    kind: "test",
    prepare: (_scope, messages) =>
      Promise.resolve(
        new Map(
          messages.map((message) => [
            message.id,
            answer(message) ?? {
              verdict: "send",
              holdout: false,
              context: {
                cart_url: CART_URL,
                products: [
                  {
                    title: "Linen <shirt>",
                    url: "https://shop.example/products/shirt",
                    price: "£20.00",
                    quantity: 2,
                  },
                ],
              },
            },
          ]),
        ),
      ),
  };
}

export async function queue(shop: TestShop, messages: readonly WantedMessage[], now = NOON): Promise<number> {
  return withShop(shop.shopId, (scope) => queueMessages(scope, messages, now));
}

export async function send(
  shop: TestShop,
  { at = NOON, source = sourceOf(), ...rest }: SendOptions & { at?: Date; source?: MessageSource } = {},
): Promise<void> {
  await sendMessages(shop.shopId, [source], { now: () => at, silenceMs: 4_000, ...rest });
}

/** States of the shop's messages, in the order in which they were wanted. */
export async function states(shop: TestShop) {
  return withShop(shop.shopId, ({ db }) =>
    db.message.findMany({
      orderBy: { id: "asc" },
      select: {
        id: true,
        status: true,
        failure: true,
        dueAt: true,
        attempts: true,
        mayRepeat: true,
        decision: true,
      },
    }),
  );
}

export async function changeSettings(
  shop: TestShop,
  changed: Partial<ShopSettings["messaging"]>,
): Promise<void> {
  // Marketing mail waits for the postal address.
  const { messaging } = ShopSettings.parse({ messaging: { addressLine: "Test Shop Ltd, London" } });
  await withShop(shop.shopId, async (scope) => {
    await saveSettings(scope, { messaging: { ...messaging, ...changed } });
    await scope.db.shop.update({
      where: { id: shop.shopId },
      data: { storefrontUrl: "https://shop.example" },
    });
  });
}
