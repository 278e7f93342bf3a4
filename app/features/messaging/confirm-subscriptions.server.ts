/** The mail that asks somebody to confirm a subscription (double opt-in). */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type Channel,
  confirmationLink,
  consentsOf,
  isChannel,
} from "#app/features/customers/index.server.ts";
import type { Reaction } from "#app/features/events/index.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import type { PendingMessage, Prepared } from "./domain/message.ts";
import { channelName } from "./domain/shop-texts.ts";
import type { MessageSource } from "./message-source.server.ts";
import { queueMessages } from "./repository.server.ts";

const KIND = "confirmation";
/** Nobody remembers having asked for longer than that. */
const ASKED_WITHIN_MS = 3 * 86_400_000;

/** A subscription to a channel that waits for its link to be followed. */
interface OpenRequest {
  channel: Channel;
  askedAt: Date;
}

/** The requests that wait to be confirmed, of every channel. Shopify sends mails for its own. */
async function openRequests(scope: ShopScope, customerId: bigint): Promise<OpenRequest[]> {
  return (await consentsOf(scope, customerId))
    .filter(
      ({ state, level, source }) =>
        state === "pending" && level === "confirmed_opt_in" && source !== "shopify",
    )
    .map(({ channel, changedAt }) => ({ channel, askedAt: changedAt }));
}

/** What a message names its request by: the channel, and when it was asked for. */
function requestId({ channel, askedAt }: OpenRequest): string {
  return `${channel}:${askedAt.getTime()}`;
}

/**
 * The reaction: whoever asked for a subscription that must be confirmed is sent the link by e-mail, whatever channel it is
 * for, once for each request.
 */
export const askForConfirmation: Reaction = async (scope, customers) => {
  const candidates = customers.filter(({ facts }) =>
    facts.some(
      ({ kind, data }) =>
        kind === "consent.changed" &&
        isChannel(data["channel"]) &&
        data["state"] === "pending" &&
        data["source"] !== "shopify",
    ),
  );
  if (candidates.length === 0 || !(await readSettings(scope)).doubleOptIn) return;
  const now = new Date();
  for (const { customerId, facts } of candidates) {
    const requests = (await openRequests(scope, customerId)).filter(
      ({ askedAt }) => now.getTime() - askedAt.getTime() <= ASKED_WITHIN_MS,
    );
    await queueMessages(
      scope,
      requests.map((request) => ({
        customerId,
        channel: "email",
        purpose: "transactional",
        topic: "news",
        templateKey: "confirm-subscription",
        dedupeKey: `${KIND}:${askerOf(facts, request)}:${requestId(request)}`,
        source: { kind: KIND, id: requestId(request) },
      })),
      now,
    );
  }
};

/** Who asked, as the request names them: that stays when they are joined with somebody meanwhile. */
function askerOf(facts: readonly Fact[], { channel, askedAt }: OpenRequest): string {
  const asked = facts.find(
    ({ kind, data, happenedAt }) =>
      kind === "consent.changed" &&
      data["channel"] === channel &&
      data["state"] === "pending" &&
      happenedAt.getTime() === askedAt.getTime(),
  );
  return String(asked?.subjectId ?? asked?.customerId ?? "");
}

/** Makes the link, if the request is still open when the mail goes out. */
export const confirmationSource: MessageSource = {
  kind: KIND,
  prepare: async (scope, messages) => {
    const { doubleOptIn } = await readSettings(scope);
    const answers = new Map<bigint, Prepared>();
    for (const message of messages) {
      answers.set(
        message.id,
        doubleOptIn ? await prepareOne(scope, message) : { verdict: "drop", reason: "not_wanted" },
      );
    }
    return answers;
  },
};

async function prepareOne(
  scope: ShopScope,
  { customerId, sourceId, locale }: PendingMessage,
): Promise<Prepared> {
  const request = (await openRequests(scope, customerId)).find((open) => requestId(open) === sourceId);
  if (!request) return { verdict: "drop", reason: "answered" };
  const { link } = confirmationLink(scope, { customerId, ...request });
  const context = { confirm_url: link, channel_name: channelName(locale, request.channel) };
  return { verdict: "send", holdout: false, context };
}
