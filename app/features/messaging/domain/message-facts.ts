import type { Fact } from "#app/shared/fact.ts";

interface AboutMessage {
  id: bigint;
  subjectId: bigint | null;
  customerId: bigint | null;
  channel: string;
  purpose: string;
  sourceKind: string;
  sourceId: string | null;
  templateKey: string;
  templateVersion: number | null;
  createdAt: Date;
}

/** A fact about a message. Its number is the key: the same told twice is one fact, and the earliest time counts. */
export function messageFact(
  kind: "message.sent" | "message.clicked" | "message.bounced" | "message.unsubscribed",
  message: AboutMessage,
  at: Date,
): Fact {
  const { id, subjectId, customerId, channel, purpose, sourceKind, sourceId, templateKey, templateVersion } =
    message;
  return {
    kind,
    key: id.toString(),
    happenedAt: at,
    filedAt: message.createdAt,
    subjectId,
    customerId,
    orderId: null,
    data: { messageId: id.toString(), channel, purpose, sourceKind, sourceId, templateKey, templateVersion },
    sourceUpdatedAt: at,
  };
}
