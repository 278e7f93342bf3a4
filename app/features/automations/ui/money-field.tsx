import { TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { decimalFromMinor, minorFromDecimal } from "#app/shared/money.ts";

interface MoneyFieldProps {
  label: string;
  helpText?: string;
  /** Minor units of the shop's currency. */
  valueMinor: number;
  /** Gets 0 for what is no amount. */
  onChange: (valueMinor: number) => void;
}

/** An amount in the shop's currency, written as people write it: "12.30", or "12,30". */
export function MoneyField({ label, helpText, valueMinor, onChange }: MoneyFieldProps) {
  const { t } = useTranslation();
  const { currency, locale, money } = useFormats();
  const [typed, setTyped] = useState("");
  // What was typed stays as it is, as long as it means the amount.
  const text =
    (readAmount(typed, currency) ?? 0) === valueMinor ? typed : decimalFromMinor(valueMinor, currency);
  const isWrong = readAmount(text, currency) === null;
  return (
    <TextField
      label={label}
      {...(helpText === undefined ? {} : { helpText })}
      inputMode="decimal"
      value={text}
      onChange={(next) => {
        setTyped(next);
        onChange(readAmount(next, currency) ?? 0);
      }}
      {...signOf(currency, locale)}
      error={isWrong ? t("journeys.fields.amount_wrong", { example: money(1250) }) : undefined}
      autoComplete="off"
    />
  );
}

/** The amount in minor units; null when it is none above zero. */
function readAmount(text: string, currency: string): number | null {
  try {
    const minor = Number(minorFromDecimal(text.trim().replace(",", "."), currency));
    return Number.isSafeInteger(minor) && minor > 0 ? minor : null;
  } catch {
    return null;
  }
}

/** The currency's sign, on the side where the language has it. */
function signOf(currency: string, locale: string): { prefix?: string; suffix?: string } {
  const parts = new Intl.NumberFormat(locale, { style: "currency", currency }).formatToParts(0);
  const sign = parts.find(({ type }) => type === "currency")?.value ?? currency;
  return parts[0]?.type === "currency" ? { prefix: sign } : { suffix: sign };
}
