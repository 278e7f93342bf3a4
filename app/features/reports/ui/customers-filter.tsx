import { Button, ChoiceList, Icon, Popover, Select, Tag, TextField } from "@shopify/polaris";
import { LayoutColumns3Icon, FilterIcon, SearchIcon } from "@shopify/polaris-icons";
import { useSearchParams } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { COLUMNS, type ColumnName, STANDARD_COLUMNS, type ViewQuery } from "../schema.ts";
import { FilterForm, type FilterName, type NamedSegment, useFilterTexts } from "./filter-form.tsx";
import styles from "./customers-filter.module.css";

const SEARCH_DELAY_MS = 300;

const ORDERS = [
  "points-desc",
  "points-asc",
  "spent-desc",
  "spent-asc",
  "orders-desc",
  "last_order-desc",
  "last_order-asc",
  "created-desc",
  "created-asc",
] as const;

/** Changes the list's address. Another search, filter or order has other pages. */
function useAddress() {
  const [, setParams] = useSearchParams();
  return (changes: Record<string, string | null>, replace = false) =>
    setParams(
      (before) => {
        const params = new URLSearchParams(before);
        for (const name of ["after", "before"]) params.delete(name);
        for (const [name, value] of Object.entries(changes)) {
          if (value) params.set(name, value);
          else params.delete(name);
        }
        return params;
      },
      { replace, preventScrollReset: true },
    );
}

/** Search, filters, columns and order of the customers page. They stand in the address, so that Back and reload keep them. */
export function CustomersFilter({
  query,
  segments,
}: {
  query: ViewQuery;
  segments: readonly NamedSegment[];
}) {
  const { t } = useTranslation();
  const change = useAddress();
  const [text, setText] = useState(query.q);
  useEffect(() => setText(query.q), [query.q]);

  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => change({ q: typed }, true), typed === "" ? 0 : SEARCH_DELAY_MS);
  };

  return (
    <>
      <div className={styles.filter} role="search">
        <div className={styles.search}>
          <TextField
            label={t("customers.search")}
            labelHidden
            placeholder={t("customers.search")}
            prefix={<Icon source={SearchIcon} />}
            type="search"
            value={text}
            onChange={type}
            clearButton
            onClearButtonClick={() => type("")}
            autoComplete="off"
          />
        </div>
        <div className={styles.choices}>
          <FilterPopover query={query} segments={segments} onApply={(changes) => change(changes)} />
          <ColumnsPopover columns={query.columns} onChange={(columns) => change({ columns }, true)} />
          <Select
            label={t("customers.sort_label")}
            labelInline
            options={ORDERS.map((value) => ({ value, label: t(`customers.sort.${value}`) }))}
            value={`${query.sort}-${query.direction}`}
            onChange={(value) => {
              const [by = "points", way = "desc"] = value.split("-");
              change({ sort: by, direction: way });
            }}
          />
        </div>
      </div>
      <AppliedFilters query={query} segments={segments} onRemove={(name) => change({ [name]: null })} />
    </>
  );
}

function FilterPopover({
  query,
  segments,
  onApply,
}: {
  query: ViewQuery;
  segments: readonly NamedSegment[];
  onApply: (changes: Record<string, string | null>) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="right"
      activator={
        <Button icon={FilterIcon} disclosure onClick={() => setIsOpen(!isOpen)}>
          {t("customers.filters.title")}
        </Button>
      }
    >
      <FilterForm
        query={query}
        segments={segments}
        onApply={(changes) => {
          setIsOpen(false);
          onApply(changes);
        }}
      />
    </Popover>
  );
}

function ColumnsPopover({
  columns,
  onChange,
}: {
  columns: readonly ColumnName[];
  onChange: (columns: string | null) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="right"
      activator={
        <Button
          icon={LayoutColumns3Icon}
          accessibilityLabel={t("customers.columns.title")}
          onClick={() => setIsOpen(!isOpen)}
        />
      }
    >
      <div className={styles.form}>
        <ChoiceList
          title={t("customers.columns.label")}
          allowMultiple
          choices={COLUMNS.map((value) => ({ value, label: t(`customers.columns.${value}`) }))}
          selected={[...columns]}
          onChange={(chosen) => {
            const inOrder = COLUMNS.filter((name) => chosen.includes(name));
            if (inOrder.length > 0)
              onChange(inOrder.join() === STANDARD_COLUMNS.join() ? null : inOrder.join(","));
          }}
        />
      </div>
    </Popover>
  );
}

/** What the list is narrowed to; each can be taken away. */
function AppliedFilters({
  query,
  segments,
  onRemove,
}: {
  query: ViewQuery;
  segments: readonly NamedSegment[];
  onRemove: (name: FilterName) => void;
}) {
  const { t } = useTranslation();
  const applied = useFilterTexts(query, segments);
  if (applied.length === 0) return null;
  return (
    <div className={styles.applied}>
      {applied.map(({ name, text }) => (
        <Tag
          key={name}
          onRemove={() => onRemove(name)}
          accessibilityLabel={t("customers.filters.remove", { filter: text })}
        >
          {text}
        </Tag>
      ))}
    </div>
  );
}
