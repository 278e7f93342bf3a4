import { Icon, Select, TextField } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";
import { useSearchParams } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./customers-filter.module.css";

const SEARCH_DELAY_MS = 300;

const ORDERS = [
  "points-desc",
  "points-asc",
  "spent-desc",
  "spent-asc",
  "created-desc",
  "created-asc",
] as const;

interface CustomersFilterProps {
  search: string;
  sort: string;
  direction: string;
}

/** Search and order of the customers page. Both stand in the address, so that Back and reload keep them. */
export function CustomersFilter({ search, sort, direction }: CustomersFilterProps) {
  const { t } = useTranslation();
  const [, setParams] = useSearchParams();
  const [text, setText] = useState(search);

  const change = (changes: Record<string, string>, replace: boolean) =>
    setParams(
      (before) => {
        const params = new URLSearchParams(before);
        // Another search or order has other pages.
        for (const name of ["after", "before"]) params.delete(name);
        for (const [name, value] of Object.entries(changes)) {
          if (value) params.set(name, value);
          else params.delete(name);
        }
        return params;
      },
      { replace, preventScrollReset: true },
    );

  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => change({ q: typed }, true), typed === "" ? 0 : SEARCH_DELAY_MS);
  };

  return (
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
      <Select
        label={t("customers.sort_label")}
        labelInline
        options={ORDERS.map((value) => ({ value, label: t(`customers.sort.${value}`) }))}
        value={`${sort}-${direction}`}
        onChange={(value) => {
          const [by = "points", way = "desc"] = value.split("-");
          change({ sort: by, direction: way }, false);
        }}
      />
    </div>
  );
}
