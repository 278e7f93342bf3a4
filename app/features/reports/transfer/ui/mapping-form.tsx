import { useFetcher } from "@remix-run/react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  Collapsible,
  FormLayout,
  InlineStack,
  Select,
  Text,
} from "@shopify/polaris";
import { ChevronDownIcon, ChevronUpIcon } from "@shopify/polaris-icons";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { FIELDS, type ImportField, type ImportKind, PERSON_FIELDS } from "../domain/import-kinds.ts";
import type { StoredMapping } from "../schema.ts";
import styles from "./mapping-form.module.css";

/** What the action of an import's page answers. */
export type ImportAnswer = { ok: true; url?: string } | { ok: false; errors: FieldErrors };

interface MappingFormProps {
  kind: ImportKind;
  mapping: StoredMapping;
  headings: readonly string[];
  sample: readonly Record<string, string>[];
}

const NONE = "";

/** Which column is which field, with what stands in it. */
export function MappingForm({ kind, mapping, headings, sample }: MappingFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<ImportAnswer>();
  const [draft, setDraft] = useState(mapping);
  const [areOthersOpen, setAreOthersOpen] = useState(false);
  const othersId = useId();
  const errors = fetcher.data && !fetcher.data.ok && fetcher.state === "idle" ? fetcher.data.errors : {};
  const options = [
    { value: NONE, label: t("transfer.mapping.none") },
    ...headings.map((heading) => ({ value: heading, label: heading })),
  ];
  const sampleOf = (column: string | null | undefined) =>
    column ? sample.map((row) => row[column] ?? "").find((cell) => cell !== "") : undefined;
  // By the guess, not by the draft: a field that is chosen does not jump.
  const isPersonFound = PERSON_FIELDS.some(({ name }) => mapping.columns[name]);
  const isFirst = ({ name, isRequired }: ImportField) =>
    isRequired ||
    Boolean(mapping.columns[name]) ||
    (!isPersonFound && PERSON_FIELDS.some((field) => field.name === name));
  const first = FIELDS[kind].filter(isFirst);
  const others = FIELDS[kind].filter((field) => !isFirst(field));
  const select = ({ name, isRequired }: ImportField) => {
    const label = t(`transfer.field.${name}` as "transfer.field.email");
    const column = draft.columns[name] ?? null;
    const shown = sampleOf(column);
    return (
      <Select
        key={name}
        label={isRequired ? label : t("transfer.field_optional", { field: label })}
        options={options}
        value={column ?? NONE}
        onChange={(value) =>
          setDraft({ ...draft, columns: { ...draft.columns, [name]: value === NONE ? null : value } })
        }
        error={errorText(errors[name])}
        {...(shown ? { helpText: t("transfer.mapping.sample", { sample: shown.slice(0, 60) }) } : {})}
      />
    );
  };
  const submit = () =>
    void fetcher.submit({ intent: "check", mapping: JSON.stringify(draft) }, { method: "post" });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("transfer.mapping.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("transfer.mapping.text")}
          </Text>
        </BlockStack>
        {(errors["form"] ?? errors["person"]) && (
          <Banner tone="critical">{errorText(errors["form"] ?? errors["person"])}</Banner>
        )}
        <div className={styles.fields}>{first.map(select)}</div>
        {others.length > 0 && (
          <div>
            <Button
              variant="plain"
              icon={areOthersOpen ? ChevronUpIcon : ChevronDownIcon}
              ariaExpanded={areOthersOpen}
              ariaControls={othersId}
              onClick={() => setAreOthersOpen(!areOthersOpen)}
            >
              {t("transfer.mapping.others", { count: others.length })}
            </Button>
            <Collapsible id={othersId} open={areOthersOpen}>
              <div className={styles.others}>
                <div className={styles.fields}>{others.map(select)}</div>
              </div>
            </Collapsible>
          </div>
        )}
        <FormLayout>
          <Select
            label={t("transfer.mapping.day_order")}
            options={[
              { value: NONE, label: t("transfer.mapping.day_order_none") },
              { value: "day_first", label: t("transfer.mapping.day_first") },
              { value: "month_first", label: t("transfer.mapping.month_first") },
            ]}
            value={draft.dayOrder ?? NONE}
            onChange={(value) =>
              setDraft({ ...draft, dayOrder: value === NONE ? null : (value as "day_first" | "month_first") })
            }
          />
          {kind === "orders" && (
            <Checkbox
              label={t("transfer.mapping.earn_points")}
              helpText={t("transfer.mapping.earn_points_help")}
              checked={draft.ordersEarnPoints}
              onChange={(ordersEarnPoints) => setDraft({ ...draft, ordersEarnPoints })}
            />
          )}
        </FormLayout>
        <InlineStack align="end">
          <Button variant="primary" onClick={submit} loading={fetcher.state !== "idle"}>
            {t("transfer.mapping.check")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
