import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  bringConsentsUpToDate,
  type Channel,
  CHANNELS,
  consentsOf,
  findCustomer,
  noteAccess,
  optIn,
  type Preferences,
  preferencesOf,
  recordConsents,
  recordPreferences,
  TOPICS,
} from "#app/features/customers/index.server.ts";
import { lockCustomer, queueReactions } from "#app/features/events/index.server.ts";
import { isReachable } from "#app/features/messaging/index.server.ts";
import type { ChoiceInput } from "./schema.ts";
import type { ChannelView, ChoiceView } from "./ui/preference-view.ts";

const DAY_MS = 86_400_000;
/** No pause is longer than the longest that can be chosen. */
const LONGEST_PAUSE_MS = 91 * DAY_MS;

/** A shopper's choices as they stand; null when nothing is stored about them any more. */
export async function readChoice(scope: ShopScope, customerId: bigint): Promise<ChoiceView | null> {
  const record = await findCustomer(scope, customerId);
  if (record?.redactedAt) return null;
  const consents = new Map(
    (await consentsOf(scope, customerId)).map((consent) => [consent.channel, consent]),
  );
  const reachable: Record<Channel, boolean> = {
    // Somebody whom Shopify has yet to tell of is signed in by an e-mail address.
    email: record === null || Boolean(record.email),
    sms: Boolean(record?.phone),
    whatsapp: Boolean(record?.phone),
    push: false,
  };
  const channels = CHANNELS.filter((channel) => reachable[channel] || consents.has(channel)).map(
    (channel): ChannelView => {
      const consent = consents.get(channel);
      const isDated = consent !== undefined && consent.changedAt.getTime() > 0;
      return {
        channel,
        state: consent?.state ?? "not_subscribed",
        since: isDated ? consent.changedAt : null,
      };
    },
  );
  const { topicsOff, frequency, pausedUntil, noAutomatedDecisions } = await preferencesOf(scope, customerId);
  return { channels, topicsOff, frequency, pausedUntil, noAutomatedDecisions };
}

/** Where a choice was made, and in what words the person was asked. */
export interface ChoicePlace {
  source: string;
  locale: string;
  page: string;
  wordsOf: (channel: Channel) => string;
}

/**
 * Saves what a shopper chose: each change a fact, with its evidence. Channels whose box is as it was stay as they are, so
 * that a form that was open for long takes nothing back. Returns whether a link must be followed to confirm that goes out
 * by e-mail, or that cannot be sent.
 */
export async function saveChoice(
  scope: ShopScope,
  customerId: bigint,
  input: ChoiceInput,
  place: ChoicePlace,
  now: Date,
): Promise<{ confirmation: "none" | "sent" | "unreachable" }> {
  await lockCustomer(scope, customerId);
  await bringConsentsUpToDate(scope, customerId);
  const current = await consentsOf(scope, customerId);
  const canConfirm = await isReachable(scope, customerId);
  let isPending = false;
  for (const channel of CHANNELS) {
    const before = input[`was_${channel}`];
    if (before === undefined || (before === "on") === input[channel]) continue;
    const evidence = { text: place.wordsOf(channel), locale: place.locale, page: place.page };
    const last = current.find((consent) => consent.channel === channel)?.changedAt.getTime() ?? 0;
    // Of two changes within a second the later one counts.
    const changedAt = new Date(Math.max(now.getTime(), last + 1000));
    const request = { customerId, channel, source: place.source, evidence, now: changedAt };
    if (input[channel]) {
      const { state } = await optIn(scope, { ...request, canConfirm });
      isPending ||= state === "pending";
    } else
      await recordConsents(scope, [
        {
          subjectId: customerId,
          channel,
          state: "unsubscribed",
          level: null,
          source: place.source,
          evidence,
          changedAt,
        },
      ]);
  }
  await recordPreferences(scope, customerId, readPreferences(input, now), now);
  await bringConsentsUpToDate(scope, customerId);
  await noteAccess(scope, { customerId, actor: "shopper", action: "edited" });
  await queueReactions(scope);
  return { confirmation: !isPending ? "none" : canConfirm ? "sent" : "unreachable" };
}

function readPreferences(input: ChoiceInput, now: Date): Preferences {
  return {
    topicsOff: TOPICS.filter((topic) => !input[`topic_${topic}`]),
    frequency: input.frequency,
    pausedUntil: readPause(input.pause, now),
    noAutomatedDecisions: input.no_automated,
  };
}

function readPause(pause: string, now: Date): Date | null {
  if (pause === "none") return null;
  const until = /^\d+$/.test(pause) ? new Date(now.getTime() + Number(pause) * DAY_MS) : new Date(pause);
  if (until <= now) return null;
  return new Date(Math.min(until.getTime(), now.getTime() + LONGEST_PAUSE_MS));
}
