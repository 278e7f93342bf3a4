import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Modal,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";

/** A rule as the page shows one. */
export interface ShownRule {
  id: number;
  topic: string;
  errorContains: string;
  action: "retry" | "ignore";
  retryAfterMinutes: number | null;
  maxRetries: number | null;
}

/** What the page's action answers. A preview says how many deliveries that were set aside a rule concerns. */
export type RuleAnswer =
  | { ok: true; intent: "preview"; concerned: number }
  | { ok: true; intent: "save"; concerned: number }
  | { ok: true; intent: "remove" }
  | { ok: false; errors: FieldErrors };

/** The rules in the order in which they count, each with a way to remove it. */
export function DeliveryRules({ rules }: { rules: readonly ShownRule[] }) {
  const { t } = useTranslation();
  if (rules.length === 0)
    return (
      <Card>
        <Text as="p" tone="subdued">
          {t("delivery_rules.none")}
        </Text>
      </Card>
    );
  return (
    <Card padding="0">
      {rules.map((rule, position) => (
        <Box
          key={rule.id}
          padding="400"
          {...(position > 0 ? { borderBlockStartWidth: "025", borderColor: "border-secondary" } : {})}
        >
          <RuleLine rule={rule} />
        </Box>
      ))}
    </Card>
  );
}

function RuleLine({ rule }: { rule: ShownRule }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<RuleAnswer>();
  const what = rule.errorContains
    ? t("delivery_rules.when_error", { topic: rule.topic, error: rule.errorContains })
    : t("delivery_rules.when_any", { topic: rule.topic });
  const then =
    rule.action === "ignore"
      ? t("delivery_rules.then_ignore")
      : t("delivery_rules.then_retry", { minutes: rule.retryAfterMinutes ?? 1, count: rule.maxRetries ?? 1 });
  return (
    <InlineStack align="space-between" blockAlign="center" gap="400">
      <BlockStack gap="100">
        <Text as="p" variant="bodyMd" fontWeight="medium" breakWord>
          {what}
        </Text>
        <Text as="p" tone="subdued">
          {then}
        </Text>
      </BlockStack>
      <Button
        variant="plain"
        tone="critical"
        accessibilityLabel={t("delivery_rules.remove_label", { rule: what })}
        loading={fetcher.state !== "idle"}
        onClick={() => void fetcher.submit({ intent: "remove", id: rule.id }, { method: "post" })}
      >
        {t("delivery_rules.remove")}
      </Button>
    </InlineStack>
  );
}

const EMPTY = { topic: "", errorContains: "", action: "retry", retryAfterMinutes: "10", maxRetries: "3" };

/** A button that opens the form for a new rule. */
export function AddRule() {
  const { t } = useTranslation();
  const [openedTimes, setOpenedTimes] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const open = () => {
    setOpenedTimes(openedTimes + 1);
    setIsOpen(true);
  };
  return (
    <>
      <Button variant="primary" onClick={open}>
        {t("delivery_rules.add")}
      </Button>
      {/* Another key: each opening starts with an empty form. */}
      <RuleModal key={openedTimes} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

function RuleModal({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  const fetcher = useFetcher<RuleAnswer>();
  const [draft, setDraft] = useState(EMPTY);
  // A fault goes when its field is changed, and so does the preview.
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const faults = answer && !answer.ok ? answer.errors : {};
  const errorOf = (field: string) => (changed.has(field) ? undefined : errorText(faults[field]));
  const change = (field: keyof typeof EMPTY) => (value: string) => {
    setDraft({ ...draft, [field]: value });
    setChanged(new Set([...changed, field]));
  };
  const send = (intent: "preview" | "save") => {
    setChanged(new Set());
    void fetcher.submit({ ...draft, intent }, { method: "post" });
  };

  const closed = useRef(false);
  useEffect(() => {
    if (closed.current || !answer?.ok || answer.intent !== "save") return;
    closed.current = true;
    showToast(t("delivery_rules.saved", { count: answer.concerned }));
    onClose();
  }, [answer, onClose, t]);

  const preview = answer?.ok && answer.intent === "preview" && changed.size === 0 ? answer.concerned : null;
  return (
    <Modal
      open={isOpen}
      onClose={onClose}
      title={t("delivery_rules.add")}
      primaryAction={{
        content: t(preview === null ? "delivery_rules.preview" : "form.save"),
        onAction: () => send(preview === null ? "preview" : "save"),
        loading: fetcher.state !== "idle",
      }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <FormLayout>
          {errorOf("form") && <Banner tone="critical">{errorOf("form")}</Banner>}
          <TextField
            label={t("delivery_rules.topic")}
            helpText={t("delivery_rules.topic_help")}
            value={draft.topic}
            onChange={change("topic")}
            error={errorOf("topic")}
            autoComplete="off"
            autoFocus
          />
          <TextField
            label={t("delivery_rules.error")}
            helpText={t("delivery_rules.error_help")}
            value={draft.errorContains}
            onChange={change("errorContains")}
            error={errorOf("errorContains")}
            autoComplete="off"
          />
          <Select
            label={t("delivery_rules.action")}
            options={[
              { value: "retry", label: t("delivery_rules.actions.retry") },
              { value: "ignore", label: t("delivery_rules.actions.ignore") },
            ]}
            value={draft.action}
            onChange={change("action")}
          />
          {draft.action === "retry" && (
            <FormLayout.Group condensed>
              <TextField
                label={t("delivery_rules.minutes")}
                value={draft.retryAfterMinutes}
                onChange={change("retryAfterMinutes")}
                error={errorOf("retryAfterMinutes")}
                inputMode="numeric"
                autoComplete="off"
              />
              <TextField
                label={t("delivery_rules.times")}
                value={draft.maxRetries}
                onChange={change("maxRetries")}
                error={errorOf("maxRetries")}
                inputMode="numeric"
                autoComplete="off"
              />
            </FormLayout.Group>
          )}
          <div aria-live="polite">
            {preview !== null && (
              <Text as="p">
                {t("delivery_rules.concerns", { count: preview, deliveries: formats.number(preview) })}
              </Text>
            )}
          </div>
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}
