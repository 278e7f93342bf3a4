import { useTranslation } from "react-i18next";

/** What is said of a consent; the words of channels, states, sources and levels may be ones that we do not know. */
export interface SaidConsent {
  channel: string;
  state: string;
  level: string | null;
  source: string;
}

/** Puts consents into words. */
export function useConsentWords() {
  const { t, i18n } = useTranslation();
  const word = (part: "names" | "states" | "sources", name: string) => {
    const key = `profile.channels.${part}.${name}`;
    return i18n.exists(key) ? t(key as "profile.channels.title") : undefined;
  };
  const channel = (name: string) => word("names", name) ?? name;
  const state = (name: string) => word("states", name) ?? name;
  const source = (name: string) => word("sources", name) ?? t("profile.channels.other_source", { name });
  const level = ({ state: given, level: known }: Pick<SaidConsent, "state" | "level">): string | null => {
    if (given === "pending") return t("profile.channels.levels.asked");
    if (given !== "subscribed") return null;
    if (known === "single_opt_in" || known === "confirmed_opt_in")
      return t(`profile.channels.levels.${known}`);
    return t("profile.channels.levels.unknown");
  };
  /** All of it on one line, for lists of what happened. */
  const sentence = (consent: SaidConsent) =>
    t("timeline.consent_changed", {
      channel: channel(consent.channel),
      state: state(consent.state),
      how: [source(consent.source), level(consent)].filter(Boolean).join(" · "),
    });
  return { channel, state, source, level, sentence };
}

/** What the data of a fact `consent.changed` says. */
export function consentOfData(data: Readonly<Record<string, unknown>>): SaidConsent {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    channel: text(data["channel"]),
    state: text(data["state"]),
    level: typeof data["level"] === "string" ? data["level"] : null,
    source: text(data["source"]),
  };
}
