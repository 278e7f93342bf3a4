import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { Decision, Reason } from "../domain/decide.ts";

/** What the gate decided, in sentences that a merchant can read. */
export function useDecisionWords(): (decision: Decision | null, failure: string | null) => string[] {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const ofReason = ({ code, detail, until }: Reason): string => {
    const when = until ? formats.dateTime(new Date(until)) : "";
    const key = `messages.reason.${code}`;
    return t(key as "messages.title", { detail: detailOf(code, detail), when });
  };
  const detailOf = (code: string, detail = ""): string => {
    if (code === "consent") return detail ? formats.date(new Date(detail)) : "";
    const key = `messages.detail.${detail}`;
    return i18n.exists(key) ? t(key as "messages.title") : detail;
  };
  return (decision, failure) => {
    const said = (decision?.reasons ?? []).map(ofReason);
    if (decision?.verdict === "defer" && decision.until)
      said.push(
        t("messages.again", { when: formats.dateTime(new Date(decision.until)), zone: decision.zone }),
      );
    if (failure) {
      const key = `messages.failure.${failure.split(" ")[0]}`;
      said.push(i18n.exists(key) ? t(key as "messages.title", { detail: failure }) : failure);
    }
    return said;
  };
}

/** What a template is called. */
export function useTemplateName(): (key: string) => string {
  const { t, i18n } = useTranslation();
  return (name) => {
    const key = `messages.template.${name.replaceAll("-", "_")}`;
    return i18n.exists(key) ? t(key as "messages.title") : name;
  };
}
