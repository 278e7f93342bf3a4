import { Box, Button } from "@shopify/polaris";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/** The first lines of a list, and a button for the rest when there are more. */
export function useShown<T>(lines: readonly T[], few: number): { shown: readonly T[]; more: ReactNode } {
  const { t } = useTranslation();
  const [areAllShown, setAreAllShown] = useState(false);
  if (areAllShown || lines.length <= few) return { shown: lines, more: null };
  return {
    shown: lines.slice(0, few),
    more: (
      <Box padding="300" paddingInline="400" borderBlockStartWidth="025" borderColor="border-secondary">
        <Button variant="plain" onClick={() => setAreAllShown(true)}>
          {t("list.show_all", { count: lines.length })}
        </Button>
      </Box>
    ),
  };
}
