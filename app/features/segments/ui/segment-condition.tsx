import { BlockStack, Button, ButtonGroup, InlineError } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { ConditionBuilder } from "./condition-builder.tsx";
import { ConditionText } from "./condition-text.tsx";
import type { ConditionEditor } from "./use-condition-editor.ts";

interface SegmentConditionProps {
  editor: ConditionEditor;
  /** Names of the other segments. */
  segments: readonly string[];
  /** What is at fault beyond the words, such as a circle of segments. */
  refusal: string | undefined;
}

/** A condition by point and click or as text, whichever the merchant likes; both show the same. */
export function SegmentCondition({ editor, segments, refusal }: SegmentConditionProps) {
  const { t } = useTranslation();
  const { currency } = useFormats();
  const [isText, setIsText] = useState(false);
  // What cannot be read can only be mended as text.
  const showsText = isText || (editor.error?.code !== undefined && editor.error.code !== "empty");
  return (
    <BlockStack gap="300">
      <ButtonGroup variant="segmented">
        <Button pressed={!showsText} disabled={showsText && !isText} onClick={() => setIsText(false)}>
          {t("segments.editor.by_builder")}
        </Button>
        <Button pressed={showsText} onClick={() => setIsText(true)}>
          {t("segments.editor.by_text")}
        </Button>
      </ButtonGroup>
      {showsText ? (
        <ConditionText text={editor.text} onChange={editor.setText} error={editor.error} />
      ) : (
        <ConditionBuilder
          tree={editor.tree}
          onChange={editor.setTree}
          currency={currency}
          segmentNames={segments}
        />
      )}
      {refusal && <InlineError fieldID="condition" message={refusal} />}
    </BlockStack>
  );
}
