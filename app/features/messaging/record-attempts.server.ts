/** What became of messages that were handed to the mail server. */
import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { MailOutcome } from "#app/platform/mail/mail-transport.server.ts";
import { type Fact, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import type { Admitted } from "./decide-messages.server.ts";
import { afterAttempt, type AttemptOutcome } from "./domain/after-attempt.ts";
import { messageFact } from "./domain/message-facts.ts";
import { suppress } from "./read-recipients.server.ts";
import { sealMessage } from "./repository.server.ts";

export interface Attempt {
  message: Admitted["message"];
  address: string;
  /** Of the template. */
  version: number;
  at: Date;
  subject: string;
  outcome: MailOutcome | { kind: "unwritable"; response: string };
}

/** Records attempts: state, facts, addresses that nobody is at. */
export async function recordAttempts(scope: ShopScope, attempts: readonly Attempt[]): Promise<void> {
  const decided = attempts.map((attempt) => ({
    attempt,
    next: afterAttempt(toOutcome(attempt), attempt.message, attempt.at),
  }));
  const rows = decided.map(({ attempt: { message, address, subject, outcome, at }, next }) => ({
    id: message.id.toString(),
    ...next,
    sentAt: next.status === "sent" ? at : null,
    sealed: byteaText(
      sealMessage(scope.shopId, message.id, { to: address, subject, response: outcome.response }),
    ),
  }));
  await scope.db.$executeRaw`
    UPDATE message m SET status = g.status, failure = g.failure, due_at = coalesce(g."dueAt", m.due_at),
      may_repeat = m.may_repeat OR g."mayRepeat", sent_at = coalesce(g."sentAt", m.sent_at),
      -- Whoever was erased while the mail was on its way stays erased.
      sealed = CASE WHEN m.customer_id IS NULL THEN NULL ELSE g.sealed END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, status text, failure text, "dueAt" timestamptz,
      "mayRepeat" boolean, "sentAt" timestamptz, sealed bytea)
    WHERE m.shop_id = current_shop_id() AND m.message_id = g.id AND m.status = 'sending'`;
  const bounced = decided.filter(({ next }) => next.isBounce).map(({ attempt }) => attempt);
  await suppress(
    scope,
    bounced.map(({ address, message, at }) => ({
      address,
      customerId: message.customerId,
      reason: "bounced",
      since: at,
    })),
  );
  const sent = decided.filter(({ next }) => next.status === "sent").map(({ attempt }) => attempt);
  await recordFacts(scope, [
    ...sent.map((attempt) => factOf("message.sent", attempt)),
    ...bounced.map((attempt) => factOf("message.bounced", attempt)),
  ]);
  await queueReactions(scope);
}

function factOf(kind: "message.sent" | "message.bounced", { message, version, at }: Attempt): Fact {
  return messageFact(kind, { ...message, templateVersion: version }, at);
}

function toOutcome({ outcome }: Attempt): AttemptOutcome {
  return outcome;
}
