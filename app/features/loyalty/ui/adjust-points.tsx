import { Banner, BlockStack, Button, Modal, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";

/** What the page's action answers to an adjustment. */
export type AdjustmentAnswer = { ok: true; adjustmentId: string } | { ok: false; errors: FieldErrors };

const WHOLE_NUMBER = /^[+\-−]?\d{1,9}$/;

/** Reads what was typed; null while it is not a whole number. */
function readPoints(text: string): number | null {
  const trimmed = text.trim();
  return WHOLE_NUMBER.test(trimmed) ? Number(trimmed.replace("−", "-")) : null;
}

/** A button that opens the form for giving a customer points or taking some. */
export function AdjustPoints({ balance }: { balance: bigint }) {
  const { t } = useTranslation();
  const [openedTimes, setOpenedTimes] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setOpenedTimes(openedTimes + 1);
          setIsOpen(true);
        }}
      >
        {t("adjust.open")}
      </Button>
      {/* Another key: each opening starts with an empty form and an id of its own. */}
      <AdjustmentModal key={openedTimes} isOpen={isOpen} balance={balance} onClose={() => setIsOpen(false)} />
    </>
  );
}

function AdjustmentModal({
  isOpen,
  balance,
  onClose,
}: {
  isOpen: boolean;
  balance: bigint;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  const fetcher = useFetcher<AdjustmentAnswer>();
  const [pointsText, setPointsText] = useState("");
  const [reason, setReason] = useState("");
  // Made once per form, so that sending it twice adjusts once.
  const [adjustmentId] = useState(() => crypto.randomUUID());
  const points = readPoints(pointsText);
  const after = points === null ? null : balance + BigInt(points);
  const answer = fetcher.data;
  // A fault goes when its field is changed.
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const faults = answer && !answer.ok && fetcher.state === "idle" ? answer.errors : {};
  const errorOf = (field: string) => (changed.has(field) ? undefined : errorText(faults[field]));
  const change = (field: string, set: (text: string) => void) => (text: string) => {
    set(text);
    setChanged(new Set([...changed, field]));
  };

  const closed = useRef(false);
  useEffect(() => {
    if (closed.current || fetcher.state !== "idle" || !answer?.ok) return;
    closed.current = true;
    showToast(t("adjust.saved"));
    onClose();
  }, [answer, fetcher.state, onClose, t]);

  const save = () => {
    setChanged(new Set());
    const text = points === null ? pointsText : String(points);
    void fetcher.submit({ adjustmentId, points: text, reason }, { method: "post" });
  };
  return (
    <Modal
      open={isOpen}
      onClose={onClose}
      title={t("adjust.title")}
      primaryAction={{ content: t("adjust.save"), onAction: save, loading: fetcher.state !== "idle" }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {errorOf("form") && <Banner tone="critical">{errorOf("form")}</Banner>}
          <TextField
            label={t("adjust.points")}
            helpText={t("adjust.points_help")}
            value={pointsText}
            onChange={change("points", setPointsText)}
            inputMode="text"
            autoComplete="off"
            error={errorOf("points")}
            autoFocus
          />
          <TextField
            label={t("adjust.reason")}
            helpText={t("adjust.reason_help")}
            value={reason}
            onChange={change("reason", setReason)}
            maxLength={200}
            showCharacterCount
            autoComplete="off"
            error={errorOf("reason")}
          />
          <div aria-live="polite">
            <Text as="p">
              {after === null
                ? t("adjust.balance_now", { points: formats.number(balance) })
                : t("adjust.balance_after", {
                    before: formats.number(balance),
                    after: formats.number(after),
                  })}
            </Text>
          </div>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
