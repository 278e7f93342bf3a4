import { Button, InlineStack, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CONSENT_CHANNELS, KINDS, STAGES, type ViewQuery } from "../schema.ts";
import styles from "./customers-filter.module.css";

const FILTERS = [
  "segment",
  "kind",
  "stage",
  "tag",
  "country",
  "consent",
  "points",
  "ordered",
  "joined",
] as const;
export type FilterName = (typeof FILTERS)[number];

/** A segment to choose by its name. */
export interface NamedSegment {
  id: string;
  name: string;
}

/** The filters that apply, in words. */
export function useFilterTexts(
  query: ViewQuery,
  segments: readonly NamedSegment[],
): { name: FilterName; text: string }[] {
  const { t } = useTranslation();
  const days = (value: string) => t("customers.filters.days", { days: value });
  const texts: Record<FilterName, string | null> = {
    segment:
      query.segment &&
      (segments.find(({ id }) => id === query.segment)?.name ?? t("customers.filters.segment_gone")),
    kind: query.kind && t(`customers.filters.kinds.${query.kind}`),
    stage: query.stage && t(`customers.stages.${query.stage}`),
    tag: query.tag || null,
    country: query.country,
    consent: query.consent && t(`customers.channels.${query.consent}`),
    points: query.points && t("customers.filters.has_points"),
    ordered: query.ordered && days(query.ordered),
    joined: query.joined && (query.joined === "month" ? t("customers.filters.month") : days(query.joined)),
  };
  return FILTERS.flatMap((name) => {
    const value = texts[name];
    return value ? [{ name, text: `${t(`customers.filters.${name}`)}: ${value}` }] : [];
  });
}

/** All filters of the list at once; nothing changes before they are applied. */
export function FilterForm({
  query,
  segments,
  onApply,
}: {
  query: ViewQuery;
  segments: readonly NamedSegment[];
  onApply: (changes: Record<FilterName, string | null>) => void;
}) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(
    () => Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ""])) as Record<FilterName, string>,
  );
  const set = (name: FilterName) => (value: string) => setChosen({ ...chosen, [name]: value });
  const any = { value: "", label: t("customers.filters.any") };
  const days = ["30", "90", "365"].map((value) => ({
    value,
    label: t("customers.filters.days", { days: value }),
  }));
  const select = (name: FilterName, options: { value: string; label: string }[], first = any) => (
    <Select
      label={t(`customers.filters.${name}`)}
      options={[first, ...options]}
      value={chosen[name]}
      onChange={set(name)}
    />
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onApply({ ...chosen, country: chosen.country.trim().toUpperCase() });
      }}
    >
      {select(
        "kind",
        KINDS.map((value) => ({ value, label: t(`customers.filters.kinds.${value}`) })),
        { value: "", label: t("customers.filters.kinds.all") },
      )}
      {segments.length > 0 &&
        select(
          "segment",
          segments.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {select(
        "stage",
        STAGES.map((value) => ({ value, label: t(`customers.stages.${value}`) })),
      )}
      {select(
        "consent",
        CONSENT_CHANNELS.map((value) => ({ value, label: t(`customers.channels.${value}`) })),
      )}
      {select("ordered", days)}
      {select("joined", [{ value: "month", label: t("customers.filters.month") }, ...days])}
      {select("points", [{ value: "yes", label: t("customers.filters.has_points") }])}
      <TextField
        label={t("customers.filters.tag")}
        value={chosen.tag}
        onChange={set("tag")}
        autoComplete="off"
        maxLength={255}
      />
      <TextField
        label={t("customers.filters.country")}
        helpText={t("customers.filters.country_help")}
        value={chosen.country}
        onChange={set("country")}
        autoComplete="off"
        maxLength={2}
      />
      <InlineStack align="space-between">
        <Button
          variant="plain"
          onClick={() =>
            onApply(Object.fromEntries(FILTERS.map((name) => [name, null])) as Record<FilterName, null>)
          }
        >
          {t("customers.filters.clear")}
        </Button>
        <Button variant="primary" submit>
          {t("customers.filters.apply")}
        </Button>
      </InlineStack>
    </form>
  );
}
