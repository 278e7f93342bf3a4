export type MessageChannel = "email";
/** What messages can be about; shoppers may switch each off. */
export type MessageTopic = "offers" | "news" | "rewards" | "reminders";
/** Marketing needs consent; transactional is what somebody asked for or must know. */
export type Purpose = "marketing" | "transactional";

export type MessageStatus =
  "waiting" | "sending" | "sent" | "failed" | "blocked" | "held_out" | "dropped" | "cancelled";

export const MESSAGE_STATUSES: readonly MessageStatus[] = [
  "waiting",
  "sending",
  "sent",
  "failed",
  "blocked",
  "held_out",
  "dropped",
  "cancelled",
];

/** Who wants a message, such as a journey and its enrolment. */
export interface SourceRef {
  kind: string;
  id: string;
}

/** A message that is wanted. */
export interface WantedMessage {
  customerId: bigint;
  channel: MessageChannel;
  purpose: Purpose;
  topic: MessageTopic;
  templateKey: string;
  /** The same wish told twice is one message. */
  dedupeKey: string;
  source: SourceRef;
  /** Left out: now. */
  dueAt?: Date;
}

/** A message as its source is shown it, right before it is sent. */
export interface PendingMessage {
  id: bigint;
  /** Whom it belongs to today, merges followed. */
  customerId: bigint;
  channel: MessageChannel;
  purpose: Purpose;
  topic: MessageTopic;
  templateKey: string;
  sourceId: string;
  dedupeKey: string | null;
  dueAt: Date;
  createdAt: Date;
  /** Language that it will be written in. */
  locale: string;
}

/** What a template can name, besides shop, customer and links. Amounts come as texts ready to be read. */
export type MessageContext = Record<string, unknown>;

/** Whether a message is still wanted, and what it says. */
export type Prepared =
  { verdict: "send"; context: MessageContext; holdout: boolean } | { verdict: "drop"; reason: string };
