/** The gate: whether one message may go to one person at one instant, and why, or why not, or when. */
import { localMinute, nextLocalMinute } from "./local-time.ts";
import type { MessageChannel, MessageTopic, Purpose } from "./message.ts";
import type { RecipientZone } from "./recipient-zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How soon it is looked again whether the merchant has set up a sender, or entered the postal address. */
const SETTINGS_RETRY_MS = 15 * MINUTE_MS;

/** What the merchant chose for everybody. */
export interface GateSettings {
  /** Minutes of the day on the recipient's clock between which nothing goes out; may pass midnight. Null = never quiet. */
  quiet: { fromMinute: number; untilMinute: number } | null;
  /** Marketing messages to one person in 24 hours and in 7 days on a channel, at most. */
  capPerDay: number;
  capPerWeek: number;
  /** Whether the sender's postal address is known: marketing mail without it is against the law. */
  hasPostalAddress: boolean;
}

/** Everything that the decision hangs on. */
export interface GateInput {
  message: { channel: MessageChannel; purpose: Purpose; topic: MessageTopic };
  /** Whether there is an address to write to, and a sender to write from. */
  isReachable: boolean;
  hasSender: boolean;
  /** The consent on the channel at this instant; null = none was ever given. */
  consent: { state: string; changedAt: Date } | null;
  preferences: {
    topicsOff: readonly string[];
    frequency: "all" | "weekly" | "monthly";
    pausedUntil: Date | null;
  };
  /** Why nothing is sent to this address; null = it is not suppressed. */
  suppression: string | null;
  /** When marketing messages went to this person on this channel in the last 31 days. */
  recentSends: readonly Date[];
  zone: RecipientZone;
  /** Whether the source keeps this person without messages, to compare. */
  holdout: boolean;
  now: Date;
  settings: GateSettings;
}

export type ReasonCode =
  | "no_address"
  | "no_sender"
  | "no_postal_address"
  | "suppressed"
  | "no_consent"
  | "topic_off"
  | "paused"
  | "frequency"
  | "cap_day"
  | "cap_week"
  | "quiet_hours"
  | "holdout"
  | "consent"
  | "transactional"
  | "dropped";

/** One thing that speaks for or against; `until` where time alone changes it. */
export interface Reason {
  code: ReasonCode;
  until?: string;
  /** What was found: the consent's state, why the address is suppressed, a limit … Never anything personal. */
  detail?: string;
}

/** What is stored with the message. Instants are ISO texts. */
export interface Decision {
  verdict: "send" | "defer" | "block" | "holdout";
  reasons: Reason[];
  at: string;
  /** When it may be tried again. */
  until?: string;
  zone: string;
  zoneFrom: RecipientZone["from"];
}

/** Decides. Pure: the same input gives the same answer. */
export function decide(input: GateInput): Decision {
  const { message, now, zone, holdout } = input;
  const stored = { at: now.toISOString(), zone: zone.timeZone, zoneFrom: zone.from };
  const blocks = blockingReasons(input);
  if (blocks.length > 0) return { verdict: "block", reasons: blocks, ...stored };
  const waits = waitingReasons(input);
  if (waits.length > 0) {
    const until = firstFreeInstant(input);
    return { verdict: "defer", reasons: waits, until: until.toISOString(), ...stored };
  }
  const allowed: Reason =
    message.purpose === "transactional"
      ? { code: "transactional" }
      : { code: "consent", detail: input.consent?.changedAt.toISOString() ?? "" };
  // Last of all, so that those who are kept without are those who would have got it at this instant.
  if (holdout) return { verdict: "holdout", reasons: [{ code: "holdout" }, allowed], ...stored };
  return { verdict: "send", reasons: [allowed], ...stored };
}

/** What time alone does not change. */
function blockingReasons({ message, isReachable, consent, preferences, suppression }: GateInput): Reason[] {
  const reasons: Reason[] = [];
  if (!isReachable) reasons.push({ code: "no_address" });
  if (suppression !== null) reasons.push({ code: "suppressed", detail: suppression });
  if (message.purpose === "transactional") return reasons;
  if (consent?.state !== "subscribed")
    reasons.push({ code: "no_consent", detail: consent?.state ?? "not_subscribed" });
  if (preferences.topicsOff.includes(message.topic))
    reasons.push({ code: "topic_off", detail: message.topic });
  return reasons;
}

/** What holds it back for now, each with the instant from which it alone would let it go. */
function waitingReasons(input: GateInput): Reason[] {
  const reasons: Reason[] = [];
  const wait = (code: ReasonCode, until: Date | null, detail?: string) => {
    if (until && until > input.now)
      reasons.push({ code, until: until.toISOString(), ...(detail === undefined ? {} : { detail }) });
  };
  const { now, settings, recentSends, preferences, message } = input;
  const settingsRetry = new Date(now.getTime() + SETTINGS_RETRY_MS);
  if (!input.hasSender) wait("no_sender", settingsRetry);
  if (message.purpose === "transactional") return reasons;
  if (!settings.hasPostalAddress) wait("no_postal_address", settingsRetry);
  wait("paused", preferences.pausedUntil);
  wait("frequency", frequencyUntil(input), preferences.frequency);
  wait("cap_day", capUntil(recentSends, settings.capPerDay, DAY_MS, now), String(settings.capPerDay));
  wait("cap_week", capUntil(recentSends, settings.capPerWeek, 7 * DAY_MS, now), String(settings.capPerWeek));
  wait("quiet_hours", quietUntil(input, now));
  return reasons;
}

function frequencyUntil({ preferences, recentSends, now }: GateInput): Date | null {
  const days = { all: 0, weekly: 7, monthly: 30 }[preferences.frequency];
  return days === 0 ? null : capUntil(recentSends, 1, days * DAY_MS, now);
}

/** From when a further send keeps to `cap` sends within any `windowMs`; null = now. */
function capUntil(sends: readonly Date[], cap: number, windowMs: number, now: Date): Date | null {
  const within = sends
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - windowMs)
    .toSorted((a, b) => b - a);
  if (within.length < cap) return null;
  // The oldest of the newest `cap` must have left the window.
  return new Date((within[cap - 1] ?? now.getTime()) + windowMs);
}

function quietUntil({ settings, zone }: GateInput, at: Date): Date | null {
  const { quiet } = settings;
  if (!quiet || quiet.fromMinute === quiet.untilMinute) return null;
  const minute = localMinute(at, zone.timeZone);
  const isQuiet =
    quiet.fromMinute < quiet.untilMinute
      ? minute >= quiet.fromMinute && minute < quiet.untilMinute
      : minute >= quiet.fromMinute || minute < quiet.untilMinute;
  return isQuiet ? nextLocalMinute(at, quiet.untilMinute, zone.timeZone) : null;
}

/** The first instant at which nothing holds it back, if nothing else happens. */
function firstFreeInstant(input: GateInput): Date {
  let at = input.now;
  // Each round ends one reason; quiet hours may come back once the others are over.
  for (let round = 0; round < 10; round += 1) {
    // What the merchant has yet to set up is looked at again by then.
    const isSetUp =
      round > 0 ? { hasSender: true, settings: { ...input.settings, hasPostalAddress: true } } : {};
    const untils = waitingReasons({ ...input, ...isSetUp, now: at }).map(({ until }) =>
      new Date(until ?? at).getTime(),
    );
    if (untils.length === 0) break;
    at = new Date(Math.max(...untils));
  }
  return at;
}
