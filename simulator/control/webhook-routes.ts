/** The control API of webhooks: what was sent, subscriptions and topics, forwarding, and sending by hand. */
import { FULL_ACCESS, type ProtectedDataAccess } from "#simulator/admin-api/protected-data.ts";
import { json, type Reply } from "#simulator/http.ts";
import { destinationOf } from "#simulator/webhooks/delivery-envelope.ts";
import { TOPIC_SCOPES } from "#simulator/webhooks/topic-table.ts";
import { mayHaveTopic, SENT_TOPICS, topicToEnum } from "#simulator/webhooks/topics.ts";
import type { SendInput } from "./control.ts";
import type { Call, Route } from "./route.ts";

/** The log, narrowed by `topic`, `state` and `shopDomain`; `limit` keeps the newest. */
function deliveries({ control, url }: Call): Reply {
  const asked = (name: string): string | null => url.searchParams.get(name);
  const [topic, state, shop] = ["topic", "state", "shopDomain"].map(asked);
  const found = control
    .deliveries()
    .filter(
      (each) =>
        (!topic || each.topic === topic) &&
        (!state || each.state === state) &&
        (!shop || each.shopDomain === shop),
    );
  const limit = Number(asked("limit") ?? found.length);
  return json({ deliveries: limit > 0 ? found.slice(-limit) : [] });
}

async function sendByHand({ control, body }: Call): Promise<Reply> {
  const sent = control.sendWebhook(body as unknown as SendInput);
  await control.settled();
  return json({ deliveries: sent });
}

function subscriptions({ runtime }: Call): Reply {
  const scopes = runtime.installation()?.scopes ?? [];
  const all = [...runtime.app.subscriptions, ...runtime.shop.webhookSubscriptions.values()];
  return json({
    subscriptions: all.map((subscription) => ({
      ...subscription,
      isAllowed: mayHaveTopic(subscription.topic, scopes),
      isSent: SENT_TOPICS.includes(subscription.topic),
    })),
  });
}

const topics = (): Reply =>
  json({
    topics: [...TOPIC_SCOPES].map(([topic, scopes]) => ({
      topic,
      enum: topicToEnum(topic),
      scopes,
      isSent: SENT_TOPICS.includes(topic),
    })),
  });

/** `{address, url}`; without `url` the forwarding ends. */
function forward({ platform, body }: Call): Reply {
  const { address, url } = body;
  const { forwards } = platform.sender;
  if (typeof address !== "string" || destinationOf(address) === "http") {
    throw new TypeError("address must be pubsub://<project>:<topic> or the ARN of an event source.");
  }
  if (url === undefined || url === null) forwards.delete(address);
  else if (typeof url === "string" && URL.canParse(url)) forwards.set(address, url);
  else throw new TypeError("url must be an address.");
  return json({ forwards: Object.fromEntries(forwards) });
}

/** What is not named stays as it is. */
function protectedData({ platform, body }: Call): Reply {
  const access: ProtectedDataAccess = { ...FULL_ACCESS, ...platform.app.protectedCustomerData };
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(FULL_ACCESS, name) || typeof value !== "boolean") {
      throw new TypeError(`${name} must be one of ${Object.keys(FULL_ACCESS).join(", ")}, true or false.`);
    }
    access[name as keyof ProtectedDataAccess] = value;
  }
  platform.app.protectedCustomerData = access;
  return json(access);
}

export const webhookRoutes: Route[] = [
  ["GET", /^deliveries$/, deliveries],
  ["POST", /^webhooks\/send$/, sendByHand],
  ["GET", /^webhooks\/stats$/, ({ platform }) => json(platform.sender.stats())],
  [
    "POST",
    /^webhooks\/settle$/,
    async ({ control, platform }) => {
      await control.settled();
      return json(platform.sender.stats());
    },
  ],
  ["GET", /^webhooks\/subscriptions$/, subscriptions],
  ["GET", /^webhooks\/topics$/, topics],
  [
    "GET",
    /^webhooks\/forwards$/,
    ({ platform }) => json({ forwards: Object.fromEntries(platform.sender.forwards) }),
  ],
  ["POST", /^webhooks\/forwards$/, forward],
  [
    "GET",
    /^app\/protected-customer-data$/,
    ({ platform }) => json(platform.app.protectedCustomerData ?? FULL_ACCESS),
  ],
  ["POST", /^app\/protected-customer-data$/, protectedData],
];
