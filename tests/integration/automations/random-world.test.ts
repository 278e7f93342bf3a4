/**
 * Random histories of carts, orders, consents and clock moves; a mail server that is busy at times; workers that work at
 * once, and some that die over a step or over a message. Orders and withdrawals are told and nothing has reacted to them
 * yet. Whatever happens, the mail server sees nobody who should not have been written to, and nobody who is due is
 * forgotten.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import {
  advanceJourneys,
  enrolAndExit,
  findJourney,
  journeyMessages,
} from "#app/features/automations/index.server.ts";
import { takeDue } from "#app/features/automations/enrolments-repository.server.ts";
import { takeSteps } from "#app/features/automations/take-steps.server.ts";
import { reactToConsents, recordConsents, recordCustomers } from "#app/features/customers/index.server.ts";
import { customerStateFromWebhook } from "#app/features/customers/index.server.ts";
import { react, recordFacts } from "#app/features/events/index.server.ts";
import { claimMessages } from "#app/features/messaging/decide-messages.server.ts";
import { sendMessages } from "#app/features/messaging/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import {
  after,
  BEGINNING,
  catchMail,
  HOUR_MS,
  makeCodes,
  makeWorld,
  MINUTE_MS,
  type World,
} from "./recovery-world.ts";

const PORT = vi.hoisted(() => {
  const port = 20_000 + ((process.pid * 7) % 20_000);
  process.env["SMTP_URL"] = `smtp://127.0.0.1:${port}`;
  process.env["MAIL_FROM"] = "shop@example.com";
  return port;
});

const PEOPLE = 3;
const DAY_MS = 24 * HOUR_MS;
/** As the settings say when nobody chose anything. */
const CAP_PER_DAY = 2;

type Action =
  | { kind: "cart" | "buy" | "subscribe" | "unsubscribe"; person: number }
  | {
      kind: "wait";
      minutes: number;
      workers: number;
      dies: "nobody" | "stepper" | "sender";
      isBusy: boolean;
    };

const person = fc.integer({ min: 1, max: PEOPLE });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("cart" as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("buy" as const), person }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("subscribe" as const, "unsubscribe" as const), person }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      minutes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 60, max: 2000 })),
      workers: fc.integer({ min: 1, max: 3 }),
      dies: fc.constantFrom("nobody" as const, "stepper" as const, "sender" as const),
      isBusy: fc.boolean(),
    }),
  },
);

let post: Awaited<ReturnType<typeof catchMail>>;
beforeAll(async () => {
  post = await catchMail(PORT);
});
afterAll(() => post.stop());

/** Mails in all histories together: without any the test would say nothing. */
let seen = 0;

/** What is true of each person, told apart from the app. */
interface Truth {
  isSubscribed: boolean;
  cartAt: Date | null;
  boughtAt: Date | null;
  mailedAt: Date[];
  /** The mails' own numbers: one for each step of each cart. */
  mailIds: Set<string>;
  orders: number;
}

async function tell(
  world: World,
  truth: Truth,
  { kind, person: n }: Exclude<Action, { kind: "wait" }>,
): Promise<void> {
  const { now } = world;
  const customerId = bigId(n);
  await withShop(world.shop.shopId, async (scope) => {
    const { db, shopId } = scope;
    if (kind === "cart") {
      truth.cartAt = now;
      const token = `cart-${n}`;
      const lines = [
        { variantId: "70", productId: "60", title: "Lantern", quantity: 1, unitPriceMinor: "1000" },
      ];
      const state = {
        lines,
        currency: "GBP",
        totalMinor: 1000n,
        itemCount: 1,
        updatedAt: now,
        customerId,
        subjectId: customerId,
      };
      const key = { shopId_token: { shopId, token } };
      await db.cart.upsert({
        where: key,
        create: { shopId, token, createdAt: now, ...state },
        update: state,
      });
      const data = { changedAt: now.toISOString(), currency: "GBP", itemCount: 1, totalMinor: "1000" };
      const fact = {
        kind: "cart.changed" as const,
        key: token,
        happenedAt: now,
        filedAt: BEGINNING,
        customerId,
        orderId: null,
        data,
        sourceUpdatedAt: now,
      };
      // Told twice, as Shopify does.
      await recordFacts(scope, [fact]);
      await recordFacts(scope, [fact]);
    } else if (kind === "buy") {
      truth.boughtAt = now;
      truth.orders += 1;
      const id = bigId(n * 1000 + truth.orders);
      const order = { currency: "GBP", subtotalMinor: 1n, totalMinor: 1n, processedAt: now, updatedAt: now };
      await db.order.create({
        data: { shopId, id, name: `#${id}`, customerId, subjectId: customerId, ...order },
      });
      await recordFacts(scope, [
        {
          kind: "order.placed",
          key: id.toString(),
          happenedAt: now,
          customerId,
          orderId: id,
          data: {},
          sourceUpdatedAt: now,
        },
      ]);
    } else {
      truth.isSubscribed = kind === "subscribe";
      const consentState = truth.isSubscribed ? ("subscribed" as const) : ("unsubscribed" as const);
      await recordConsents(scope, [
        {
          subjectId: customerId,
          channel: "email",
          state: consentState,
          level: null,
          source: "test",
          changedAt: now,
        },
      ] as never);
    }
  });
  // What forbids a mail must do so before anything has reacted to it.
  if (kind === "cart" || kind === "subscribe")
    await react(world.shop.shopId, [reactToConsents, enrolAndExit]);
}

/** What is due is done by some workers at once; one of them may die, over steps or over messages. */
async function work(world: World, { workers, dies, isBusy }: Action & { kind: "wait" }): Promise<void> {
  const { shopId } = world.shop;
  const clock = () => world.now;
  post.isBusy = isBusy;
  if (dies === "stepper") {
    const killed = withShop(shopId, async (scope) => {
      const journey = (await findJourney(scope, world.journeyId))!;
      const due = await takeDue(scope, journey.id, world.now, 100);
      if (due.length > 0) await takeSteps(scope, journey, due, world.now);
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
  }
  const everyone = Array.from({ length: workers }, () => 0);
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(everyone.map(() => advanceJourneys(shopId, clock)));
    await makeCodes(world);
  }
  const source = journeyMessages(clock);
  // Has let some of them out, and never hands them over.
  if (dies === "sender") await claimMessages(shopId, [source], { now: world.now, limit: 2 });
  await Promise.all(everyone.map(() => sendMessages(shopId, [source], { now: clock, sureForMs: 0 })));
  await react(shopId, [reactToConsents, enrolAndExit]);
}

function checkMails(world: World, truths: readonly Truth[]): void {
  const { now } = world;
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hour12: false, timeZone: "Europe/London" }).format(
      now,
    ),
  );
  for (const { to, text } of post.mails.splice(0)) {
    seen += 1;
    const truth = truths[Number(/\d+/.exec(to)![0]) - 1]!;
    const about = `${to} at ${now.toISOString()}`;
    expect(truth.isSubscribed, `${about}: consent`).toBe(true);
    expect(hour >= 8 && hour < 21, `${about}: hours`).toBe(true);
    expect(truth.boughtAt !== null && truth.boughtAt >= truth.cartAt!, `${about}: after buying`).toBe(false);
    const mailId = /^message-id: (.*)$/im.exec(text)![1]!;
    expect(truth.mailIds, `${about}: twice for one step`).not.toContain(mailId);
    truth.mailIds.add(mailId);
    truth.mailedAt.push(now);
    const lately = truth.mailedAt.filter((at) => at.getTime() > now.getTime() - DAY_MS);
    expect(lately.length, `${about}: cap`).toBeLessThanOrEqual(CAP_PER_DAY);
  }
}

it("nobody is mailed against the rules, and nobody due is forgotten", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 16 }), async (actions) => {
      const world = await makeWorld();
      const truths = Array.from({ length: PEOPLE }, (): Truth => ({
        isSubscribed: false,
        cartAt: null,
        boughtAt: null,
        mailedAt: [],
        mailIds: new Set(),
        orders: 0,
      }));
      await withShop(world.shop.shopId, (scope) =>
        recordCustomers(
          scope,
          truths.map((_, at) =>
            customerStateFromWebhook(
              makeCustomer({ id: bigId(at + 1), email: `customer${at + 1}@example.com` }),
              after(-DAY_MS),
            ),
          ),
        ),
      );
      for (const [at, truth] of truths.entries()) {
        await tell(world, truth, { kind: "subscribe", person: at + 1 });
        world.now = after(MINUTE_MS, world.now);
      }
      post.mails.length = 0;
      const ending = Array.from({ length: 12 }, (): Action => ({
        kind: "wait",
        minutes: 721,
        workers: 2,
        dies: "stepper",
        isBusy: false,
      }));
      for (const each of [...actions, ...ending]) {
        // No two things happen at one instant.
        world.now = after(1000, world.now);
        if (each.kind === "wait") {
          world.now = after(each.minutes * MINUTE_MS, world.now);
          await work(world, each);
          checkMails(world, truths);
        } else await tell(world, truths[each.person - 1]!, each);
      }
      await withShop(world.shop.shopId, async ({ db }) => {
        const due = await db.enrolment.count({ where: { dueAt: { lte: world.now } } });
        const open = await db.message.groupBy({
          by: ["status"],
          where: { dueAt: { lte: world.now } },
          _count: true,
        });
        const forgotten = open.filter(({ status }) => status === "waiting" || status === "sending");
        expect({ due, forgotten }).toEqual({ due: 0, forgotten: [] });
        const failed = await db.enrolment.count({
          where: { OR: [{ state: "failed" }, { attempts: { gt: 0 } }] },
        });
        expect(failed).toBe(0);
        // Given up is only what may have been taken: over which two workers died.
        const lost = await db.message.count({
          where: { status: "failed", NOT: { failure: "unknown_outcome", mayRepeat: true } },
        });
        expect(lost).toBe(0);
        const steps = await db.$queryRaw<{ n: bigint }[]>`
            SELECT count(*) AS n FROM enrolment_step s WHERE s.outcome = 'queued' AND 1 <> (
              SELECT count(*) FROM message m WHERE m.source_id = s.enrolment_id || ':' || s.step)`;
        expect(steps[0]!.n, "each message step has its one message").toBe(0n);
      });
    }),
    { numRuns: 4 },
  );
  expect(seen).toBeGreaterThan(0);
}, 240_000);
