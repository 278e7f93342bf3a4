import type { PreferenceKey } from "./preference-text.ts";

export interface ChannelView {
  channel: "email" | "sms" | "whatsapp" | "push";
  state: "subscribed" | "pending" | "unsubscribed" | "not_subscribed" | "redacted";
  since: Date | null;
}

/** What the form holds: as it stands, and (to undo) as it stood. */
export interface ChoiceView {
  channels: ChannelView[];
  topicsOff: string[];
  frequency: string;
  pausedUntil: Date | null;
  noAutomatedDecisions: boolean;
}

/** What shoppers may say about themselves, as it is typed. */
export interface AboutView {
  /** Null = it is not asked. */
  birthday: { day: string; month: string; year: string } | null;
  interests: { value: string; name: string; isOn: boolean }[];
  hasWrongBirthday: boolean;
}

/** What the preference centre shows. */
export interface PreferenceView {
  shopName: string;
  /** null = nobody is known: sign in, or the link does not work. */
  choice: ChoiceView | null;
  /** What held before the form that was just sent. */
  before: ChoiceView | null;
  message: { key: PreferenceKey; isError: boolean } | null;
  /** Null = nothing is asked about the person. */
  about: AboutView | null;
  /** Asks once more before everything is erased. */
  isErasing: boolean;
  /** When an erasure that was asked for is carried out. */
  erasedOn: Date | null;
  /** Where the forms go, and what shows that they came from this page. */
  action: string;
  token: string;
  /** Where somebody signs in; null = not from here. */
  loginUrl: string | null;
}

/** A page with one button, for a link out of a message: following it alone changes nothing. */
export interface ConfirmView {
  shopName: string;
  /** What the subscription is for; null = the link does not work. */
  channel: ChannelView["channel"] | null;
  message: { key: PreferenceKey; isError: boolean } | null;
  action: string | null;
}
