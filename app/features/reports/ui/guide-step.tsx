import { Box, Collapsible, Icon } from "@shopify/polaris";
import { CheckIcon } from "@shopify/polaris-icons";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import styles from "./guide-step.module.css";

interface GuideStepProps {
  title: string;
  isDone: boolean;
  isOpen: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/** One step of the guide: a mark, a title that opens it, and what to do. */
export function GuideStep({ title, isDone, isOpen, onOpen, children }: GuideStepProps) {
  const { t } = useTranslation();
  const bodyId = useId();
  return (
    <div className={styles.step} data-open={isOpen ? "" : undefined}>
      <span
        className={styles.mark}
        data-done={isDone ? "" : undefined}
        role="img"
        aria-label={t(isDone ? "guide.done" : "guide.open")}
      >
        {isDone && <Icon source={CheckIcon} />}
      </span>
      <div className={styles.content}>
        <button
          type="button"
          className={styles.title}
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={onOpen}
        >
          {title}
        </button>
        <Collapsible id={bodyId} open={isOpen}>
          <Box paddingBlockStart="150" paddingBlockEnd="200">
            {children}
          </Box>
        </Collapsible>
      </div>
    </div>
  );
}
