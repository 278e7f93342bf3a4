import { BlockStack, InlineError } from "@shopify/polaris";
import { useId, useMemo } from "react";
import { useFormats } from "#app/ui/formats.tsx";
import { parseCondition } from "../domain/parse-condition.ts";
import { ConditionText } from "./condition-text.tsx";

interface ConditionInputProps {
  text: string;
  onChange: (text: string) => void;
  /** What is wrong with it although it can be read: a segment that is gone … */
  fault?: string | undefined;
}

/** A condition as text alone, for other pages; what cannot be read is told where it stands. */
export function ConditionInput({ text, onChange, fault }: ConditionInputProps) {
  const { currency } = useFormats();
  const id = useId();
  const parsed = useMemo(() => parseCondition(text, { currency }), [text, currency]);
  const error = parsed.ok ? null : parsed.error;
  return (
    <BlockStack gap="200">
      <ConditionText text={text} onChange={onChange} error={error} />
      {fault && (error === null || error.code === "empty") && <InlineError fieldID={id} message={fault} />}
    </BlockStack>
  );
}
