import { createContext, type ReactNode, useContext, useMemo } from "react";
import { formatMoney } from "#app/shared/money.ts";

/** How this merchant reads numbers, and how this shop counts money and days. */
export interface FormatSettings {
  locale: string;
  currency: string;
  timeZone: string;
}

/** Writes values for people. Whole numbers may be bigint; money is minor units of the shop's currency. */
export interface Formats extends FormatSettings {
  number: (value: bigint | number) => string;
  /** With its sign, also when it is positive: +12, −3. */
  signed: (value: bigint | number) => string;
  compact: (value: number) => string;
  money: (amountMinor: bigint | number, currency?: string) => string;
  /** A share: 0.05 → 5 %. */
  percent: (share: number) => string;
  date: (at: Date) => string;
  dateTime: (at: Date) => string;
  time: (at: Date) => string;
  /** A calendar day as the database writes it: "2026-01-05". */
  day: (isoDay: string) => string;
  /** A calendar month: "2026-01". */
  month: (isoMonth: string) => string;
}

/** Which of the merchant's wishes Intl knows; English for one that it does not. */
export function knownLocale(locale: string | null): string {
  try {
    return (locale && Intl.getCanonicalLocales(locale)[0]) || "en";
  } catch {
    return "en";
  }
}

/** Formats for a merchant and a shop. */
export function createFormats({ locale, currency, timeZone }: FormatSettings): Formats {
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero" });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  // Days and months have no time zone any more: they are read and written in UTC.
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "2-digit", timeZone: "UTC" });
  return {
    locale,
    currency,
    timeZone,
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    compact: (value) => compact.format(value),
    money: (amountMinor, of = currency) => formatMoney(amountMinor, of, locale),
    percent: (share) => percent.format(share),
    date: (at) => date.format(at),
    dateTime: (at) => dateTime.format(at),
    time: (at) => time.format(at),
    day: (isoDay) => day.format(new Date(`${isoDay}T00:00:00Z`)),
    month: (isoMonth) => month.format(new Date(`${isoMonth}-01T00:00:00Z`)),
  };
}

const FormatsContext = createContext<Formats | null>(null);

export function FormatsProvider({ settings, children }: { settings: FormatSettings; children: ReactNode }) {
  const { locale, currency, timeZone } = settings;
  const formats = useMemo(() => createFormats({ locale, currency, timeZone }), [locale, currency, timeZone]);
  return <FormatsContext.Provider value={formats}>{children}</FormatsContext.Provider>;
}

export function useFormats(): Formats {
  const formats = useContext(FormatsContext);
  if (!formats) throw new Error("useFormats stands outside of FormatsProvider");
  return formats;
}
