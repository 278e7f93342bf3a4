import { InlineGrid, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const UNITS = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof UNITS;

/** How long, in the unit that the merchant thinks in. */
export function DurationField({
  label,
  minutes,
  onChange,
}: {
  label: string;
  minutes: number;
  onChange: (minutes: number) => void;
}) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Unit>(() => fittingUnit(minutes));
  const unit = minutes % UNITS[chosen] === 0 ? chosen : fittingUnit(minutes);
  const count = minutes / UNITS[unit];
  return (
    <InlineGrid columns={2} gap="300" alignItems="end">
      <TextField
        label={label}
        type="number"
        inputMode="numeric"
        min={1}
        value={count === 0 ? "" : String(count)}
        onChange={(text) => onChange(wholeNumber(text) * UNITS[unit])}
        autoComplete="off"
      />
      <Select
        label={t("journeys.fields.unit")}
        options={(["minutes", "hours", "days"] as const).map((value) => ({
          value,
          label: t(`journeys.unit.${value}`),
        }))}
        value={unit}
        onChange={(value) => {
          setChosen(value as Unit);
          onChange(count * UNITS[value as Unit]);
        }}
      />
    </InlineGrid>
  );
}

function fittingUnit(minutes: number): Unit {
  if (minutes > 0 && minutes % UNITS.days === 0) return "days";
  return minutes > 0 && minutes % UNITS.hours === 0 ? "hours" : "minutes";
}

/** A number from a field; 0 for what is none. */
export function wholeNumber(text: string): number {
  return Math.max(0, Math.round(Number(text) || 0));
}
