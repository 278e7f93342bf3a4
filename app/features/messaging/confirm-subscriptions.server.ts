/** The mail that asks somebody to confirm a subscription (double opt-in). */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type Channel, confirmationLink, consentsOf } from "#app/features/customers/index.server.ts";
import type { Reaction } from "#app/features/events/index.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import type { PendingMessage, Prepared } from "./domain/message.ts";
import type { MessageSource } from "./message-source.server.ts";
import { queueMessages } from "./repository.server.ts";

const KIND = "confirmation";
/** Nobody remembers having asked for longer than that. */
const ASKED_WITHIN_MS = 3 * 86_400_000;

/** The request that waits to be confirmed by e-mail; null = there is none. Shopify sends mails for its own. */
async function openRequest(
  scope: ShopScope,
  customerId: bigint,
): Promise<{ channel: Channel; askedAt: Date } | null> {
  const email = (await consentsOf(scope, customerId)).find(({ channel }) => channel === "email");
  if (email?.state !== "pending" || email.level !== "confirmed_opt_in" || email.source === "shopify")
    return null;
  return { channel: "email", askedAt: email.changedAt };
}

/** The reaction: whoever asked for a subscription that must be confirmed is sent the link, once for each request. */
export const askForConfirmation: Reaction = async (scope, customers) => {
  const candidates = customers.filter(({ facts }) =>
    facts.some(
      ({ kind, data }) =>
        kind === "consent.changed" &&
        data["channel"] === "email" &&
        data["state"] === "pending" &&
        data["source"] !== "shopify",
    ),
  );
  if (candidates.length === 0 || !(await readSettings(scope)).doubleOptIn) return;
  const now = new Date();
  for (const { customerId, facts } of candidates) {
    const request = await openRequest(scope, customerId);
    if (!request || now.getTime() - request.askedAt.getTime() > ASKED_WITHIN_MS) continue;
    await queueMessages(
      scope,
      [
        {
          customerId,
          channel: "email",
          purpose: "transactional",
          topic: "news",
          templateKey: "confirm-subscription",
          dedupeKey: `${KIND}:${askerOf(facts, request)}:${request.channel}:${request.askedAt.getTime()}`,
          source: { kind: KIND, id: request.askedAt.getTime().toString() },
        },
      ],
      now,
    );
  }
};

/** Who asked, as the request names them: that stays when they are joined with somebody meanwhile. */
function askerOf(facts: readonly Fact[], { channel, askedAt }: { channel: Channel; askedAt: Date }): string {
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

async function prepareOne(scope: ShopScope, { customerId, sourceId }: PendingMessage): Promise<Prepared> {
  const request = await openRequest(scope, customerId);
  if (request?.askedAt.getTime().toString() !== sourceId) return { verdict: "drop", reason: "answered" };
  const { link } = confirmationLink(scope, { customerId, ...request });
  return { verdict: "send", holdout: false, context: { confirm_url: link } };
}
