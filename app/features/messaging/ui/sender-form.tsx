import { BlockStack, Card, Checkbox, FormLayout, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "#app/ui/toast.ts";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { SenderAnswer } from "../settings-page.server.ts";
import styles from "./sender-form.module.css";

export type SenderFields = Record<
  | "senderName"
  | "senderAddress"
  | "replyTo"
  | "addressLine"
  | "logoUrl"
  | "accentColour"
  | "quietFrom"
  | "quietUntil"
  | "capPerDay"
  | "capPerWeek"
  | "host"
  | "port"
  | "secure"
  | "user"
  | "password",
  string
>;

/** Sender, brand, quiet hours, caps, and a mail server of the shop's own. */
export function SenderForm({
  fields,
  hasPassword,
  defaults,
}: {
  fields: SenderFields;
  hasPassword: boolean;
  /** What holds where a field is empty. */
  defaults: { senderName: string; senderAddress: string };
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<SenderAnswer>();
  const [draft, setDraft] = useState(fields);
  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  useEffect(() => {
    if (!fetcher.data?.ok) return;
    showToast(t("messages.settings.saved"));
    setDraft((current) => ({ ...current, password: "" }));
  }, [fetcher.data, t]);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(fields);
  const save = () => {
    const { secure, ...rest } = draft;
    void fetcher.submit({ ...rest, ...(secure ? { secure } : {}) }, { method: "post" });
  };
  const field = (name: keyof SenderFields, label: string, rest: object = {}) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
      error={errorText(errors[name])}
      autoComplete="off"
      {...rest}
    />
  );
  return (
    <BlockStack gap="400">
      <UnsavedChanges
        id="message-settings"
        isDirty={isDirty}
        isSaving={fetcher.state !== "idle"}
        onSave={save}
        onDiscard={() => setDraft(fields)}
      />
      <Section title={t("messages.settings.sender")}>
        {field("senderName", t("messages.settings.sender_name"), { placeholder: defaults.senderName })}
        {field("senderAddress", t("messages.settings.sender_address"), {
          type: "email",
          placeholder: defaults.senderAddress,
          helpText:
            defaults.senderAddress &&
            t("messages.settings.sender_address_help", { address: defaults.senderAddress }),
        })}
        {field("replyTo", t("messages.settings.reply_to"), { type: "email" })}
        {field("addressLine", t("messages.settings.address_line"), {
          multiline: 2,
          helpText: t("messages.settings.address_line_help"),
        })}
      </Section>
      <Section title={t("messages.settings.brand")}>
        {field("logoUrl", t("messages.settings.logo"), { type: "url" })}
        {field("accentColour", t("messages.settings.accent"), {
          prefix: (
            <input
              type="color"
              className={styles.swatch}
              aria-label={t("messages.settings.accent")}
              value={
                /^#[0-9a-f]{6}$/i.test(draft.accentColour) ? draft.accentColour.toLowerCase() : "#000000"
              }
              onChange={({ currentTarget }) => setDraft({ ...draft, accentColour: currentTarget.value })}
            />
          ),
        })}
      </Section>
      <Section title={t("messages.settings.limits")} text={t("messages.settings.limits_text")}>
        <FormLayout.Group>
          {field("quietFrom", t("messages.settings.quiet_from"), { type: "time" })}
          {field("quietUntil", t("messages.settings.quiet_until"), { type: "time" })}
        </FormLayout.Group>
        <FormLayout.Group>
          {field("capPerDay", t("messages.settings.cap_day"), { type: "number" })}
          {field("capPerWeek", t("messages.settings.cap_week"), { type: "number" })}
        </FormLayout.Group>
      </Section>
      <Section title={t("messages.settings.server")} text={t("messages.settings.server_text")}>
        <FormLayout.Group>
          {field("host", t("messages.settings.host"))}
          {field("port", t("messages.settings.port"), { type: "number" })}
        </FormLayout.Group>
        <Checkbox
          label={t("messages.settings.secure")}
          checked={draft.secure === "on"}
          onChange={(checked) => setDraft({ ...draft, secure: checked ? "on" : "" })}
        />
        <FormLayout.Group>
          {field("user", t("messages.settings.user"))}
          {field("password", t("messages.settings.password"), {
            type: "password",
            helpText: hasPassword ? t("messages.settings.password_kept") : undefined,
          })}
        </FormLayout.Group>
      </Section>
    </BlockStack>
  );
}

function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {text && (
          <Text as="p" tone="subdued">
            {text}
          </Text>
        )}
        <FormLayout>{children}</FormLayout>
      </BlockStack>
    </Card>
  );
}
