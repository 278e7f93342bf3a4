import { BlockStack, Checkbox, ChoiceList, InlineStack, Tag, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { SettingsCard, type SettingsCardProps } from "./settings-cards.tsx";

interface Choice {
  value: string;
  kind: "type" | "collection";
  name: string;
}

/** More are found by typing a part of their name. */
const CHOICES_SHOWN = 8;

/** What the preference centre asks shoppers about themselves. */
export function AskedCard({ choices, ...form }: SettingsCardProps & { choices: readonly Choice[] }) {
  const { t } = useTranslation();
  const { draft, onChange } = form;
  return (
    <SettingsCard title={t("settings.asked.title")} text={t("settings.asked.text")}>
      <Checkbox
        label={t("settings.asksBirthday")}
        helpText={t("settings.asksBirthday_help")}
        checked={draft.asksBirthday}
        onChange={(asksBirthday) => onChange({ asksBirthday })}
      />
      <InterestsField choices={choices} {...form} />
    </SettingsCard>
  );
}

function InterestsField({
  choices,
  draft,
  errors,
  onChange,
}: SettingsCardProps & { choices: readonly Choice[] }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [query, setQuery] = useState("");
  const chosen = draft.interests.split("\n").filter(Boolean);
  // What the shop no longer has, or has too much of to be listed, is called by what is stored.
  const nameOf = (value: string) =>
    choices.find((choice) => choice.value === value)?.name ?? value.slice(value.indexOf(":") + 1);
  const change = (values: readonly string[]) => onChange({ interests: values.join("\n") });
  const words = query.trim().toLocaleLowerCase();
  const found = choices.filter(({ name }) => name.toLocaleLowerCase().includes(words));
  const groups = (["type", "collection"] as const)
    .map((kind) => ({ kind, all: found.filter((choice) => choice.kind === kind) }))
    .filter(({ all }) => all.length > 0);
  return (
    <BlockStack gap="300">
      <TextField
        label={t("settings.asked.interests")}
        helpText={t("settings.asked.interests_help")}
        placeholder={t("settings.asked.find")}
        value={query}
        onChange={setQuery}
        autoComplete="off"
        error={errorText(errors["interests"])}
      />
      {chosen.length > 0 && (
        <InlineStack gap="200">
          {chosen.map((value) => (
            <Tag key={value} onRemove={() => change(chosen.filter((other) => other !== value))}>
              {nameOf(value)}
            </Tag>
          ))}
        </InlineStack>
      )}
      {groups.map(({ kind, all }) => (
        <ChoiceList
          key={kind}
          allowMultiple
          title={kind === "type" ? t("settings.asked.types") : t("settings.asked.collections")}
          choices={all.slice(0, CHOICES_SHOWN).map(({ value, name }) => ({ value, label: name }))}
          selected={chosen}
          // Polaris hands over all that are ticked, also those that are not shown.
          onChange={change}
        />
      ))}
      {found.length === 0 && <Text as="p">{t("settings.asked.none")}</Text>}
      {groups.some(({ all }) => all.length > CHOICES_SHOWN) && (
        <Text as="p" tone="subdued" variant="bodySm">
          {t("settings.asked.more")}
        </Text>
      )}
    </BlockStack>
  );
}
