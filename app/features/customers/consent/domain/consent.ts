import type { Fact } from "#app/shared/fact.ts";

/** Channels that a person agrees to be written to on. */
export const CHANNELS = ["email", "sms", "whatsapp", "push"] as const;
export type Channel = (typeof CHANNELS)[number];

/** From the most permissive to the most restrictive: of two statements of one instant the later one here counts. */
const STATES = ["subscribed", "pending", "not_subscribed", "unsubscribed", "redacted"] as const;
export type ConsentState = (typeof STATES)[number];

export const LEVELS = ["single_opt_in", "confirmed_opt_in", "unknown"] as const;
export type ConsentLevel = (typeof LEVELS)[number];

/** A statement about a person's consent on one channel. */
export interface Consent {
  /** Whom it names: a customer's id at Shopify, or a guest below zero. */
  subjectId: bigint;
  channel: Channel;
  state: ConsentState;
  level: ConsentLevel | null;
  /** Who said so: shopify, preference_centre, double_opt_in, import, staff … */
  source: string;
  /** When the person changed their mind; whole seconds, since Shopify keeps no more. */
  changedAt: Date;
}

/** Consent on a channel as it stands. */
export type CurrentConsent = Omit<Consent, "subjectId">;

export const FROM_SHOPIFY = "shopify";

/** Said of consents that have no time: older than anything that has one. */
export const UNKNOWN_SINCE = new Date(0);

export function isChannel(text: unknown): text is Channel {
  return CHANNELS.includes(text as Channel);
}

/** The start of the second. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/**
 * The fact of a consent. Person, channel, instant and state make its key, so that the echo of our own change is the same
 * fact. What we say about a change counts as newer than the echo, which knows less of where it came from.
 */
export function consentFact(consent: Consent, customerId: bigint): Fact {
  const { subjectId, channel, state, level, source } = consent;
  const changedAt = wholeSecond(consent.changedAt);
  const knowsMore = source === FROM_SHOPIFY ? 0 : 1;
  return {
    kind: "consent.changed",
    key: consentKey(consent),
    happenedAt: changedAt,
    subjectId,
    customerId,
    orderId: null,
    data: { channel, state, level, source },
    sourceUpdatedAt: new Date(changedAt.getTime() + knowsMore),
  };
}

/** The key of a consent's fact; its evidence stands under the same one. */
export function consentKey({ subjectId, channel, state, changedAt }: Consent): string {
  return `${subjectId}:${channel}:${Math.floor(changedAt.getTime() / 1000)}:${state}`;
}

/** Reads a consent from its fact; null for facts of another kind. */
export function consentOfFact(fact: Fact): Consent | null {
  if (fact.kind !== "consent.changed" || !isChannel(fact.data["channel"])) return null;
  const { channel, state, level, source } = fact.data;
  return {
    subjectId: fact.subjectId ?? fact.customerId ?? 0n,
    channel,
    state: state as ConsentState,
    level: (level ?? null) as ConsentLevel | null,
    source: String(source),
    changedAt: fact.happenedAt,
  };
}

/** What a person's facts say today, channel by channel: the newest statement; of one instant, the more restrictive. */
export function currentConsents(facts: readonly Fact[]): CurrentConsent[] {
  return newestStatements(facts).map(({ channel, state, level, source, changedAt }) => ({
    channel,
    state,
    level,
    source,
    changedAt,
  }));
}

/**
 * Channels on which a customer's consent stands by a statement about somebody who turned out to be them (a guest, a lead,
 * another customer), and Shopify has said nothing of the customer since: it does not know.
 */
export function channelsToTell(facts: readonly Fact[], customerId: bigint): Channel[] {
  // Shopify knows no guests.
  if (customerId < 0n) return [];
  const statements = facts.flatMap((fact) => consentOfFact(fact) ?? []);
  return newestStatements(facts)
    .filter(
      ({ channel, subjectId, source, changedAt }) =>
        channel !== "push" &&
        source !== FROM_SHOPIFY &&
        subjectId !== customerId &&
        !statements.some(
          (other) =>
            other.channel === channel && other.source === FROM_SHOPIFY && other.changedAt >= changedAt,
        ),
    )
    .map(({ channel }) => channel);
}

/**
 * What a customer said for themselves, where Shopify may have been told what somebody else said who counted as them and does
 * not any more: those channels whose newest statement came from the other.
 *
 * @param own the customer's facts; what Shopify repeated of the other's statements is among them and does not count
 * @param others facts of whoever left
 */
export function consentsToRestore(
  own: readonly Fact[],
  others: readonly Fact[],
): Pick<Consent, "channel" | "state" | "level">[] {
  const told = newestStatements(others).filter(
    ({ channel, source }) => channel !== "push" && source !== FROM_SHOPIFY,
  );
  const isEcho = (fact: Fact) => {
    const consent = consentOfFact(fact);
    return (
      consent?.source === FROM_SHOPIFY &&
      told.some(
        ({ channel, state, changedAt }) =>
          channel === consent.channel &&
          state === consent.state &&
          changedAt.getTime() === consent.changedAt.getTime(),
      )
    );
  };
  const said = new Map(
    newestStatements(own.filter((fact) => !isEcho(fact))).map((consent) => [consent.channel, consent]),
  );
  return told.flatMap(({ channel, state, changedAt }) => {
    const before = said.get(channel);
    if (before && before.changedAt >= changedAt) return [];
    const isSubscribed = before?.state === "subscribed";
    if (isSubscribed === (state === "subscribed")) return [];
    // Shopify knows no way back to never having been asked.
    return [
      {
        channel,
        state: isSubscribed ? ("subscribed" as const) : ("unsubscribed" as const),
        level: isSubscribed ? before.level : null,
      },
    ];
  });
}

function newestStatements(facts: readonly Fact[]): Consent[] {
  const byChannel = new Map<Channel, Consent>();
  for (const fact of facts) {
    const consent = consentOfFact(fact);
    if (!consent) continue;
    const other = byChannel.get(consent.channel);
    if (!other || isStronger(consent, other)) byChannel.set(consent.channel, consent);
  }
  return [...byChannel.values()];
}

function isStronger(a: Consent, b: Consent): boolean {
  const byTime = a.changedAt.getTime() - b.changedAt.getTime();
  if (byTime !== 0) return byTime > 0;
  const byState = STATES.indexOf(a.state) - STATES.indexOf(b.state);
  if (byState !== 0) return byState > 0;
  // Two people who were joined may have said the same in the same second: any fixed order will do.
  const text = (consent: Consent) => `${consent.level} ${consent.source} ${consent.subjectId}`;
  return text(a) > text(b);
}
