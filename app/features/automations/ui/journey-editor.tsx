import { Banner, BlockStack, Card, Layout, List, TextField } from "@shopify/polaris";
import { useActionData, useNavigation, useSubmit } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { faultsOfDefinition } from "../domain/check-definition.ts";
import type { JourneyDefinition } from "../domain/definition.ts";
import type { EditorTools } from "./step-fields.tsx";
import { StepList } from "./step-list.tsx";
import { EntryFields, TriggerCard } from "./trigger-card.tsx";

/** What the page's action answers. */
export interface JourneyAnswer {
  ok: boolean;
  errors?: FieldErrors;
  faults?: { step: string; error: string }[];
}

interface JourneyEditorProps {
  name: string;
  definition: JourneyDefinition;
  choices: EditorTools;
  counts: { step: string; waiting: number; taken: number }[];
}

/** The editor of a journey: what starts it, and the steps from top to bottom. Saving makes a new version. */
export function JourneyEditor({ choices, counts, ...saved }: JourneyEditorProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const submit = useSubmit();
  const navigation = useNavigation();
  const answer = useActionData<JourneyAnswer>();
  const [draft, setDraft] = useState({ name: saved.name, definition: saved.definition });
  // What the last answer is about: it says nothing of what was changed since.
  const [judged, setJudged] = useState("");
  const isDirty =
    JSON.stringify(draft) !== JSON.stringify({ name: saved.name, definition: saved.definition });
  const isJudged = isDirty && JSON.stringify(draft) === judged;
  const isSaving = navigation.state !== "idle" && navigation.formMethod === "POST";
  const change = (definition: JourneyDefinition) => setDraft({ ...draft, definition });
  const faults = new Map(
    [...(isJudged ? (answer?.faults ?? []) : []), ...faultsOfDefinition(draft.definition)].map(
      ({ step, error }) => [step, error],
    ),
  );
  const save = () => {
    setJudged(JSON.stringify(draft));
    const form = new FormData();
    form.set("intent", "save");
    form.set("journey", JSON.stringify(draft));
    submit(form, { method: "post" });
  };
  return (
    <>
      <UnsavedChanges
        id="journey"
        isDirty={isDirty}
        isSaving={isSaving}
        onSave={save}
        onDiscard={() => setDraft({ name: saved.name, definition: saved.definition })}
      />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {isJudged && answer?.ok === false && (
              <Banner tone="critical" title={t("journeys.not_saved")}>
                <List>
                  {Object.entries(answer.errors ?? {}).map(([field, error]) => (
                    <List.Item key={field}>{errorText(error)}</List.Item>
                  ))}
                </List>
              </Banner>
            )}
            <TriggerCard definition={draft.definition} onChange={change} choices={choices} />
            <StepList
              steps={draft.definition.steps}
              onChange={(steps) => change({ ...draft.definition, steps })}
              choices={choices}
              faults={faults}
              counts={new Map(counts.map(({ step, ...count }) => [step, count]))}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <Card>
              <TextField
                label={t("journeys.name")}
                value={draft.name}
                onChange={(name) => setDraft({ ...draft, name })}
                error={isJudged ? errorText(answer?.errors?.["name"]) : undefined}
                autoComplete="off"
                maxLength={80}
              />
            </Card>
            <Card>
              <EntryFields definition={draft.definition} onChange={change} />
            </Card>
          </BlockStack>
        </Layout.Section>
      </Layout>
    </>
  );
}
