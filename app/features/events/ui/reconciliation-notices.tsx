import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { ResourceComparison } from "../read-reconciliation.server.ts";

/** Says what holds a comparison up, and when it goes on. */
export function ReconciliationNotices({ resources }: { resources: readonly ResourceComparison[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const held = resources.flatMap(({ resource, current }) =>
    current?.problem ? [{ resource, problem: current.problem, dueAt: current.dueAt }] : [],
  );
  const problem = (["unavailable", "unexpected"] as const).find((kind) =>
    held.some((each) => each.problem === kind),
  );
  const next = held.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0];
  if (!problem || !next) return null;
  const names = new Intl.ListFormat(undefined, { type: "conjunction" }).format(
    held.map(({ resource }) => t(`reconciliation.resources.${resource}`)),
  );
  return (
    <Banner tone="warning" title={t("reconciliation.put_off.title")}>
      <p suppressHydrationWarning>
        {t(`reconciliation.put_off.${problem}`, { resources: names, time: formats.dateTime(next.dueAt) })}
      </p>
    </Banner>
  );
}
