import { BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { Moment } from "#app/ui/moment.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { CustomerNote } from "../notes.server.ts";
import styles from "./profile-cards.module.css";
import { SectionCard } from "#app/ui/section-card.tsx";

/** What the notes' action answers. */
export type NoteAnswer = { ok: true; deletedId: string | null } | { ok: false; errors: FieldErrors };

/** What staff wrote about a customer. A deleted note can be brought back. */
export function NotesCard({ customerId, notes }: { customerId: bigint; notes: readonly CustomerNote[] }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<NoteAnswer>();
  const [text, setText] = useState("");
  const action = `/app/customers/${customerId}/notes`;
  const answer = fetcher.data;
  const errors = answer && !answer.ok && fetcher.state === "idle" ? answer.errors : {};
  const deletedId = answer?.ok ? answer.deletedId : null;
  const sent = useRef<unknown>(undefined);
  useEffect(() => {
    if (!answer?.ok || sent.current === answer) return;
    sent.current = answer;
    if (answer.deletedId === null) setText("");
  }, [answer]);
  const submit = (fields: Record<string, string>) => void fetcher.submit(fields, { method: "post", action });
  return (
    <SectionCard title={t("profile.notes.title")}>
      <TextField
        label={t("profile.notes.label")}
        labelHidden
        placeholder={t("profile.notes.placeholder")}
        value={text}
        onChange={setText}
        multiline={2}
        maxLength={5_000}
        autoComplete="off"
        error={errorText(errors["text"] ?? errors["form"])}
      />
      <InlineStack align="end">
        <Button
          onClick={() => submit({ text })}
          loading={fetcher.state !== "idle"}
          disabled={text.trim() === ""}
        >
          {t("profile.notes.add")}
        </Button>
      </InlineStack>
      {deletedId && (
        <InlineStack gap="200">
          <Text as="p" tone="subdued">
            {t("profile.notes.deleted")}
          </Text>
          <Button variant="plain" onClick={() => submit({ intent: "restore", id: deletedId })}>
            {t("profile.notes.undo")}
          </Button>
        </InlineStack>
      )}
      {notes.length > 0 && (
        <div>
          {notes.map((note) => (
            <Note key={note.id.toString()} note={note} onSubmit={submit} />
          ))}
        </div>
      )}
    </SectionCard>
  );
}

function Note({
  note,
  onSubmit,
}: {
  note: CustomerNote;
  onSubmit: (fields: Record<string, string>) => void;
}) {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<string | null>(null);
  const id = note.id.toString();
  return (
    <div className={styles.note}>
      {edited === null ? (
        <Text as="p">{note.text}</Text>
      ) : (
        <TextField
          label={t("profile.notes.edit")}
          labelHidden
          value={edited}
          onChange={setEdited}
          multiline={2}
          maxLength={5_000}
          autoComplete="off"
        />
      )}
      <BlockStack>
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <Text as="span" tone="subdued" variant="bodySm">
            <Moment at={note.createdAt} withTime />
            {note.editedAt && ` · ${t("profile.notes.edited")}`}
          </Text>
          <InlineStack gap="300">
            {edited === null ? (
              <>
                <Button variant="plain" onClick={() => setEdited(note.text)}>
                  {t("profile.notes.edit")}
                </Button>
                <Button variant="plain" tone="critical" onClick={() => onSubmit({ intent: "delete", id })}>
                  {t("profile.notes.delete")}
                </Button>
              </>
            ) : (
              <>
                <Button variant="plain" onClick={() => setEdited(null)}>
                  {t("form.cancel")}
                </Button>
                <Button
                  variant="plain"
                  onClick={() => {
                    onSubmit({ id, text: edited });
                    setEdited(null);
                  }}
                >
                  {t("profile.notes.save")}
                </Button>
              </>
            )}
          </InlineStack>
        </InlineStack>
      </BlockStack>
    </div>
  );
}
