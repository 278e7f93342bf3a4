import { Badge } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { ResponsiveTable } from "#app/ui/responsive-table.tsx";

export interface ListedJourney {
  id: number;
  name: string;
  state: "draft" | "active" | "paused";
  waiting: number;
  entered: number;
  recovered: number;
}

const TONES = { draft: "info", active: "success", paused: "attention" } as const;

export function JourneyState({ state }: { state: ListedJourney["state"] }) {
  const { t } = useTranslation();
  return <Badge tone={TONES[state]}>{t(`journeys.state.${state}`)}</Badge>;
}

/** The shop's journeys with their figures. */
export function JourneysList({ journeys }: { journeys: readonly ListedJourney[] }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <ResponsiveTable
      caption={t("journeys.title")}
      rows={journeys}
      keyOf={({ id }) => String(id)}
      linkOf={({ id }) => `/app/journeys/${id}`}
      columns={[
        { key: "name", heading: t("journeys.name"), role: "title", render: ({ name }) => name },
        {
          key: "state",
          heading: t("journeys.state.label"),
          role: "lead",
          render: ({ state }) => <JourneyState state={state} />,
        },
        ...(["waiting", "entered", "recovered"] as const).map((key) => ({
          key,
          heading: t(`journeys.figures.${key}`),
          align: "end" as const,
          render: (journey: ListedJourney) => number(journey[key]),
        })),
      ]}
    />
  );
}
