import { Button, Checkbox, InlineStack } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BulkModal } from "./bulk-modal.tsx";
import styles from "./customers-filter.module.css";

interface SelectionBarProps {
  pageIds: readonly string[];
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[]) => void;
  /** The list's address, for what is done to all who match. */
  query: string;
}

/** Who is selected, and what can be done to them or to everybody in the list. It keeps its height, so that nothing jumps. */
export function SelectionBar({ pageIds, selected, onSelect, query }: SelectionBarProps) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState<"selected" | "all" | null>(null);
  const count = selected.size;
  const isAll = count > 0 && count === pageIds.length;
  return (
    <div className={styles.selection}>
      <Checkbox
        label={count > 0 ? t("customers.bulk.selected", { count }) : t("customers.select_page")}
        checked={isAll ? true : count > 0 ? "indeterminate" : false}
        onChange={() => onSelect(isAll ? [] : pageIds)}
      />
      <InlineStack gap="300" blockAlign="center">
        {count > 0 ? (
          <Button onClick={() => setChanging("selected")}>{t("customers.bulk.change_selected")}</Button>
        ) : (
          <Button variant="plain" onClick={() => setChanging("all")}>
            {t("customers.bulk.change_all")}
          </Button>
        )}
        <Button variant="plain" url="/app/customers/actions">
          {t("bulk_actions.latest")}
        </Button>
      </InlineStack>
      {changing && (
        <BulkModal
          ids={changing === "selected" ? [...selected] : null}
          query={query}
          onClose={() => setChanging(null)}
        />
      )}
    </div>
  );
}
