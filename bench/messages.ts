/**
 * How many messages one process writes and hands to a mail server on the same machine: claimed, decided, filled in for
 * each person, sent and recorded; beside nodemailer sending a constant text over as many connections in the same run. Both
 * by the seconds of processor time that the sending process used: what one core can do.
 */
import { cpus } from "node:os";
import { createTransport } from "nodemailer";
import { NODE } from "../scripts/node-commands.ts";
import { say } from "../scripts/prepare.ts";
import { startProcess } from "../scripts/stack.ts";
import { emptyDatabase, useDatabase } from "./database.ts";
import { printFigures, ratioOf } from "./figures.ts";

const MESSAGES = 2_000;
const TARGET = 200;
const CONNECTIONS = 8;
const NOON = new Date("2026-03-10T12:00:00Z");

/** Runs the measurement. `settings.messages` scales it down. */
export async function run({
  json,
  settings = {},
}: {
  json: boolean;
  settings?: Record<string, string>;
}): Promise<void> {
  const count = Number(settings["messages"] ?? MESSAGES);
  if (!Number.isInteger(count) || count < 10) throw new Error("messages= takes a whole number from 10 on");
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${count} messages, ${CONNECTIONS} connections`);
  const smtpUrl = await startServer();
  useDatabase(await emptyDatabase(), {
    SHOPIFY_APP_URL: "https://app.example.com",
    SMTP_URL: smtpUrl,
    MAIL_FROM: "hello@shop.example",
  });
  const ours = await sendOurs(count);
  const plain = await measure(count, () => sendPlain(smtpUrl, count));
  say(`  by the clock: ${ours.wall.toFixed(0)}/s, nodemailer alone ${plain.wall.toFixed(0)}/s`);
  const figure = (reference: string, referenceValue: number) => ({
    bench: "messages",
    case: "e-mail",
    metric: "accepted",
    value: Math.round(ours.cpu),
    unit: "1/s",
    reference,
    referenceValue: Math.round(referenceValue),
    ratio: ratioOf(ours.cpu, referenceValue),
  });
  printFigures([figure("target", TARGET), figure("nodemailer, constant text", plain.cpu)], {
    json,
    verdictOf: ({ reference, ratio }) =>
      reference === "target" ? (ratio !== null && ratio >= 1 ? "reached" : "missed") : "",
  });
}

async function startServer(): Promise<string> {
  return new Promise((resolve) => {
    startProcess("mail", [...NODE, "bench/messages/mail-server.ts"], {}, (line) => {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port) resolve(`smtp://127.0.0.1:${port}`);
    });
  });
}

/** Messages a second, by the clock and by this process's processor time. */
interface Rate {
  wall: number;
  cpu: number;
}

async function measure(count: number, work: () => Promise<void>): Promise<Rate> {
  const [beganAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    wall: count / ((performance.now() - beganAt) / 1000),
    cpu: count / ((user + system) / 1_000_000),
  };
}

async function sendOurs(count: number): Promise<Rate> {
  const { withShop } = await import("../app/platform/db/scope.server.ts");
  const { installShop, readSettings, saveSettings } = await import("../app/features/shops/index.server.ts");
  const { customerStateFromWebhook, recordCustomers, recordConsents } =
    await import("../app/features/customers/index.server.ts");
  const { queueMessages, sendMessages } = await import("../app/features/messaging/index.server.ts");
  const shopId = await installShop("bench.myshopify.com", []);
  const ids = Array.from({ length: count + 1 }, (_, n) => BigInt(n + 1));
  await withShop(
    shopId,
    async (scope) => {
      await scope.db.shop.update({
        where: { id: shopId },
        data: { ianaTimezone: "Europe/London", storefrontUrl: "https://shop.example" },
      });
      const { messaging } = await readSettings(scope);
      await saveSettings(scope, { messaging: { ...messaging, addressLine: "1 High Street, London" } });
      await recordCustomers(
        scope,
        ids.map((id) => customerStateFromWebhook(payloadOf(id), NOON)),
      );
      await recordConsents(
        scope,
        ids.map((subjectId) => ({
          subjectId,
          channel: "email" as const,
          state: "subscribed" as const,
          level: null,
          source: "form",
          changedAt: new Date("2026-03-01T00:00:00Z"),
        })),
      );
      await scope.db.customerConsent.createMany({
        data: ids.map((customerId) => ({
          shopId,
          customerId,
          channel: "email",
          state: "subscribed",
          source: "form",
          changedAt: new Date("2026-03-01T00:00:00Z"),
        })),
        skipDuplicates: true,
      });
      // As after the reactions: nobody waits to be looked at.
      await scope.db.reactionDue.deleteMany();
    },
    { timeoutMs: 120_000 },
  );
  const products = [1, 2, 3].map((n) => ({
    title: `Product ${n}`,
    url: `https://shop.example/products/${n}`,
    image_url: `https://shop.example/${n}.png`,
    price: "£20.00",
    quantity: n,
  }));
  const context = { cart_url: "https://shop.example/cart/1:1", products };
  const source = {
    kind: "bench",
    prepare: (_scope: unknown, messages: readonly { id: bigint }[]) =>
      Promise.resolve(
        new Map(messages.map(({ id }) => [id, { verdict: "send" as const, holdout: false, context }])),
      ),
  };
  const queue = (some: readonly bigint[]) =>
    withShop(shopId, (scope) =>
      queueMessages(
        scope,
        some.map((customerId) => ({
          customerId,
          channel: "email",
          purpose: "marketing",
          topic: "reminders",
          templateKey: "cart-recovery-1h",
          dedupeKey: `bench:${customerId}`,
          source: { kind: "bench", id: customerId.toString() },
        })),
        NOON,
      ),
    );
  const send = () => sendMessages(shopId, [source], { now: () => NOON });
  // One message loads what is loaded once.
  await queue(ids.slice(-1));
  await send();
  await queue(ids.slice(0, count));
  const left = () => withShop(shopId, ({ db }) => db.message.count({ where: { NOT: { status: "sent" } } }));
  return measure(count, async () => {
    let before = Infinity;
    for (let waiting = await left(); waiting > 0; waiting = await left()) {
      if (waiting >= before) throw new Error(`${waiting} messages are not sent`);
      before = waiting;
      await send();
    }
  });
}

function payloadOf(id: bigint) {
  return {
    id,
    email: `person-${id}@example.com`,
    first_name: "Robin",
    last_name: `Hale ${id}`,
    tags: "",
    state: "enabled",
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  };
}

async function sendPlain(url: string, count: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const transporter = createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: 1_000,
  });
  const text = "Your cart is waiting. ".repeat(100);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await transporter.sendMail({
        from: "hello@shop.example",
        to: `person-${next}@example.com`,
        subject: "Your cart is waiting",
        text,
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  transporter.close();
}
