import { BlockStack, InlineError, TextField } from "@shopify/polaris";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ConditionError } from "../domain/condition-errors.ts";
import styles from "./condition-builder.module.css";

/** So much of the text is shown around a fault. */
const AROUND = 60;

/** What is wrong with a condition, in words, and what was expected. */
export function useConditionErrorText(): (error: ConditionError) => string {
  const { t } = useTranslation();
  return ({ code, details, expected }) => {
    const problem = details["problem"];
    const reason = details["reason"];
    const said =
      code === "bad_value" && problem
        ? t(`condition.problems.${problem}` as "condition.problems.not_a_date", details)
        : code === "unanswerable"
          ? t(`condition.reasons.${reason}` as "condition.reasons.sealed", details)
          : code === "unexpected" && details["found"] === undefined
            ? t("condition.errors.ended")
            : t(`condition.errors.${code}`, details);
    const list = expected.slice(0, 8).join("  ");
    return list === "" ? said : `${said} ${t("condition.errors.expected", { list })}`;
  };
}

/** The condition as text; a fault is told and underlined where it stands. */
export function ConditionText({
  text,
  onChange,
  error,
}: {
  text: string;
  onChange: (text: string) => void;
  error: ConditionError | null;
}) {
  const { t } = useTranslation();
  const errorText = useConditionErrorText();
  const id = useId();
  const shown = error && error.code !== "empty" ? error : null;
  return (
    <BlockStack gap="200">
      <TextField
        label={t("condition.builder.text")}
        helpText={t("condition.builder.text_help")}
        autoComplete="off"
        spellCheck={false}
        monospaced
        multiline={3}
        maxHeight="16rem"
        value={text}
        onChange={onChange}
        error={shown !== null}
        {...(shown ? { ariaDescribedBy: id } : {})}
      />
      {shown && (
        <>
          <pre className={styles["excerpt"]} aria-hidden="true">
            {text.slice(Math.max(0, shown.from - AROUND), shown.from)}
            <mark className={styles["fault"]}>{text.slice(shown.from, shown.to) || "\u00A0\u00A0"}</mark>
            {text.slice(shown.to, shown.to + AROUND)}
          </pre>
          <InlineError fieldID={id} message={errorText(shown)} />
        </>
      )}
    </BlockStack>
  );
}
