import type { Fact, FactData } from "#app/shared/fact.ts";

/** What messages can be about. */
export const TOPICS = ["offers", "news", "rewards", "reminders"] as const;
export type Topic = (typeof TOPICS)[number];

export const FREQUENCIES = ["all", "weekly", "monthly"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** For how many days a shopper may ask to be left in peace. */
export const PAUSE_DAYS = [30, 90] as const;

/** What a shopper chose in the preference centre. */
export interface Preferences {
  topicsOff: Topic[];
  frequency: Frequency;
  pausedUntil: Date | null;
  noAutomatedDecisions: boolean;
}

/** What holds for somebody who never chose. */
export const NOTHING_CHOSEN: Preferences = {
  topicsOff: [],
  frequency: "all",
  pausedUntil: null,
  noAutomatedDecisions: false,
};

/** The fact of a choice: all of it, so that the newest says everything. */
export function preferencesFact(customerId: bigint, preferences: Preferences, at: Date): Fact {
  return {
    kind: "preferences.changed",
    key: `${customerId}:${at.getTime()}`,
    happenedAt: at,
    customerId,
    orderId: null,
    data: toData(preferences),
    sourceUpdatedAt: at,
  };
}

function toData({ topicsOff, frequency, pausedUntil, noAutomatedDecisions }: Preferences): FactData {
  return {
    topicsOff: topicsOff.toSorted().join(" "),
    frequency,
    pausedUntil: pausedUntil?.toISOString() ?? null,
    noAutomatedDecisions,
  };
}

function fromData(data: FactData): Preferences {
  const off = String(data["topicsOff"] ?? "").split(" ");
  const frequency = FREQUENCIES.find((candidate) => candidate === data["frequency"]);
  return {
    topicsOff: TOPICS.filter((topic) => off.includes(topic)),
    frequency: frequency ?? "all",
    pausedUntil: typeof data["pausedUntil"] === "string" ? new Date(data["pausedUntil"]) : null,
    noAutomatedDecisions: data["noAutomatedDecisions"] === true,
  };
}

/** The newest choice among a person's facts, and when it was made; null = never chose. */
export function currentPreferences(facts: readonly Fact[]): (Preferences & { updatedAt: Date }) | null {
  const newest = facts
    .filter((fact) => fact.kind === "preferences.changed")
    .toSorted((a, b) => b.happenedAt.getTime() - a.happenedAt.getTime() || (a.key < b.key ? -1 : 1))[0];
  return newest ? { ...fromData(newest.data), updatedAt: newest.happenedAt } : null;
}

/** Whether two choices are the same. */
export function isSameChoice(a: Preferences, b: Preferences): boolean {
  return JSON.stringify(toData(a)) === JSON.stringify(toData(b));
}
