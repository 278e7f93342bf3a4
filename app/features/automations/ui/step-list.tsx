import {
  ActionList,
  Badge,
  BlockStack,
  Button,
  Card,
  InlineError,
  InlineStack,
  Popover,
  Select,
  Text,
} from "@shopify/polaris";
import { DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { type Step, type StepKind, waysOut } from "../domain/definition.ts";
import { insertAfter, removeStep, STEP_KINDS, withWay } from "../domain/edit-steps.ts";
import { type EditorTools, StepFields } from "./step-fields.tsx";
import styles from "./step-list.module.css";

interface StepListProps {
  steps: readonly Step[];
  onChange: (steps: Step[]) => void;
  choices: EditorTools;
  /** Keys of the locale file, by step. */
  faults: ReadonlyMap<string, string>;
  /** How many people stand at a step and took it, by step. */
  counts: ReadonlyMap<string, { waiting: number; taken: number }>;
}

/** The steps from top to bottom, with a place to add one between each two. All of it works by keyboard. */
export function StepList({ steps, onChange, choices, faults, counts }: StepListProps) {
  return (
    <ol className={styles.list}>
      <li>
        <AddStep position={0} onAdd={(kind) => onChange(insertAfter(steps, -1, kind))} />
      </li>
      {steps.map((step, at) => (
        <li key={step.id}>
          <StepCard
            step={step}
            position={at}
            steps={steps}
            onChange={(changed) => onChange(steps.map((one) => (one.id === step.id ? changed : one)))}
            onRemove={steps.length > 1 ? () => onChange(removeStep(steps, step.id)) : null}
            choices={choices}
            fault={faults.get(step.id)}
            count={counts.get(step.id)}
          />
          <AddStep position={at + 1} onAdd={(kind) => onChange(insertAfter(steps, at, kind))} />
        </li>
      ))}
    </ol>
  );
}

function AddStep({ position, onAdd }: { position: number; onAdd: (kind: StepKind) => void }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.joint}>
      <Popover
        active={isOpen}
        onClose={() => setIsOpen(false)}
        activator={
          <Button
            icon={PlusIcon}
            size="slim"
            disclosure
            accessibilityLabel={t("journeys.add_after", { n: position })}
            onClick={() => setIsOpen(!isOpen)}
          >
            {t("journeys.add")}
          </Button>
        }
      >
        <ActionList
          actionRole="menuitem"
          items={STEP_KINDS.map((kind) => ({
            content: t(`journeys.kind.${kind}`),
            helpText: t(`journeys.kind_help.${kind}`),
            onAction: () => {
              setIsOpen(false);
              onAdd(kind);
            },
          }))}
        />
      </Popover>
    </div>
  );
}

interface StepCardProps {
  step: Step;
  position: number;
  steps: readonly Step[];
  onChange: (step: Step) => void;
  onRemove: (() => void) | null;
  choices: EditorTools;
  fault: string | undefined;
  count: { waiting: number; taken: number } | undefined;
}

function StepCard({ step, position, steps, onChange, onRemove, choices, fault, count }: StepCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  const said = fault === undefined ? undefined : errorText({ key: fault });
  const heading = t("journeys.step", { n: position + 1, kind: t(`journeys.kind.${step.kind}`) });
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {heading}
            </Text>
            {count && count.waiting > 0 && (
              <Badge tone="info">
                {t("journeys.waiting_here", { count: count.waiting, n: formats.number(count.waiting) })}
              </Badge>
            )}
            {count && count.taken > 0 && (
              <Badge>
                {t("journeys.taken_here", { count: count.taken, n: formats.number(count.taken) })}
              </Badge>
            )}
          </InlineStack>
          {onRemove && (
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              tone="critical"
              accessibilityLabel={t("journeys.remove", { step: heading })}
              onClick={onRemove}
            />
          )}
        </InlineStack>
        <StepFields step={step} onChange={onChange} choices={choices} fault={said} />
        <Ways step={step} position={position} steps={steps} onChange={onChange} />
        {said && step.kind !== "condition" && <InlineError message={said} fieldID={step.id} />}
      </BlockStack>
    </Card>
  );
}

/** Where the step leads. Only to later ones: so nobody can walk in a circle. */
function Ways({
  step,
  position,
  steps,
  onChange,
}: Pick<StepCardProps, "step" | "position" | "steps" | "onChange">) {
  const { t } = useTranslation();
  const ways = waysOut(step);
  const following = steps[position + 1]?.id ?? null;
  // The usual way, on to what stands below, needs no words.
  if (step.kind === "exit" || (ways.length === 1 && ways[0] === following)) return null;
  const options = [
    { value: "", label: t("journeys.end") },
    ...steps
      .map((one, at) => ({
        value: one.id,
        label: t("journeys.step", { n: at + 1, kind: t(`journeys.kind.${one.kind}`) }),
      }))
      .slice(position + 1),
  ];
  const label = (way: number) =>
    step.kind === "condition"
      ? t(way === 0 ? "journeys.way.yes" : "journeys.way.no")
      : step.kind === "split"
        ? t("journeys.way.branch", { n: way + 1 })
        : t("journeys.way.next");
  return (
    <div className={styles.ways}>
      {ways.map((next, way) => (
        <Select
          // Ways have no names but their places.
          key={way}
          label={label(way)}
          options={options}
          value={next ?? ""}
          onChange={(id) => onChange(withWay(step, way, id || null))}
        />
      ))}
    </div>
  );
}
