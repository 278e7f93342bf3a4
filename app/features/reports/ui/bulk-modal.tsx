import { Banner, BlockStack, List, Modal, Select, Text, TextField } from "@shopify/polaris";
import { useFetcher, useNavigate } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { personName } from "#app/ui/person-name.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { BULK_KINDS, type BulkKind } from "../schema.ts";

/** What a bulk action would do. */
export interface Preview {
  total: { count: number; exactness: "exact" | "about" | "at_least" };
  changes: number | null;
  sample: { id: bigint; email: string | null; firstName: string | null; lastName: string | null }[];
}

/** What the bulk route answers. */
export type BulkAnswer =
  | { ok: true; preview: Preview; started: null }
  | { ok: true; preview: null; started: string }
  | { ok: false; errors: FieldErrors };

interface BulkModalProps {
  /** Those chosen one by one; null = everybody whom the list's address means. */
  ids: readonly string[] | null;
  query: string;
  onClose: () => void;
}

/** Choose what to change, see what it would do, confirm. */
export function BulkModal({ ids, query, onClose }: BulkModalProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fetcher = useFetcher<BulkAnswer>();
  const [kind, setKind] = useState<BulkKind>("add_tags");
  const [fields, setFields] = useState({ tags: "", points: "", reason: "" });
  const [isBack, setIsBack] = useState(false);
  const answer = fetcher.data;
  const preview = answer?.ok && !isBack ? answer.preview : null;
  const started = answer?.ok ? answer.started : null;
  const errors = answer && !answer.ok && fetcher.state === "idle" ? answer.errors : {};

  const isFollowed = useRef(false);
  useEffect(() => {
    if (started === null || isFollowed.current) return;
    isFollowed.current = true;
    navigate("/app/customers/actions");
  }, [navigate, started]);

  const send = (intent: "preview" | "start") => {
    setIsBack(false);
    // What the chosen kind does not need is left alone by the schema.
    const asked = { intent, kind, ...fields, ids: ids?.join(",") ?? "", query: ids ? "" : query };
    void fetcher.submit(asked, { method: "post", action: "/app/customers/bulk" });
  };
  const isNobody = preview !== null && (preview.changes ?? preview.total.count) === 0;
  return (
    <Modal
      open
      onClose={onClose}
      title={t("customers.bulk.title")}
      primaryAction={{
        content: preview ? t("customers.bulk.confirm") : t("customers.bulk.preview"),
        onAction: () => send(preview ? "start" : "preview"),
        loading: fetcher.state !== "idle",
        disabled: isNobody,
      }}
      secondaryActions={[
        preview
          ? { content: t("customers.bulk.back"), onAction: () => setIsBack(true) }
          : { content: t("form.cancel"), onAction: onClose },
      ]}
    >
      <Modal.Section>
        {preview ? (
          <Effect kind={kind} preview={preview} />
        ) : (
          <BlockStack gap="400">
            <Text as="p">
              {ids ? t("customers.bulk.who_selected", { count: ids.length }) : t("customers.bulk.who_all")}
            </Text>
            <Select
              label={t("customers.bulk.what")}
              options={BULK_KINDS.map((value) => ({ value, label: t(`customers.bulk.kinds.${value}`) }))}
              value={kind}
              onChange={(value) => setKind(value as BulkKind)}
            />
            <Inputs kind={kind} fields={fields} onChange={setFields} errors={errors} />
          </BlockStack>
        )}
      </Modal.Section>
    </Modal>
  );
}

type Fields = Record<"tags" | "points" | "reason", string>;

function Inputs({
  kind,
  fields,
  onChange,
  errors,
}: {
  kind: BulkKind;
  fields: Fields;
  onChange: (fields: Fields) => void;
  errors: FieldErrors;
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const input = (name: keyof Fields, help?: string) => (
    <TextField
      label={t(`customers.bulk.${name}`)}
      value={fields[name]}
      onChange={(value) => onChange({ ...fields, [name]: value })}
      autoComplete="off"
      error={errorText(errors[name])}
      {...(help ? { helpText: help } : {})}
    />
  );
  return (
    <>
      {errors["form"] && <Banner tone="critical">{errorText(errors["form"])}</Banner>}
      {(kind === "add_tags" || kind === "remove_tags") && input("tags", t("customers.bulk.tags_help"))}
      {kind === "adjust_points" && input("points", t("customers.bulk.points_help"))}
      {kind === "adjust_points" && input("reason")}
    </>
  );
}

/** What would happen, and to whom for example. */
function Effect({ kind, preview }: { kind: BulkKind; preview: Preview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const total = formats.number(preview.total.count);
  const changes = preview.changes;
  const sentence =
    changes === 0
      ? t("customers.bulk.none")
      : kind === "export"
        ? t("customers.bulk.effect_export", { total })
        : changes === null
          ? t("customers.bulk.effect_unknown", { total })
          : t("customers.bulk.effect", { changes: formats.number(changes), total });
  return (
    <BlockStack gap="400">
      <Text as="p" variant="headingMd">
        {sentence}
      </Text>
      {preview.sample.length > 0 && (
        <BlockStack gap="100">
          <Text as="p" tone="subdued">
            {t("customers.bulk.sample")}
          </Text>
          <List>
            {preview.sample.map((person) => (
              <List.Item key={person.id.toString()}>
                {personName(person) ?? t("customers.nameless")}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
      <Text as="p" tone="subdued">
        {kind === "export" ? t("customers.bulk.export_note") : t("customers.bulk.undo_note")}
      </Text>
    </BlockStack>
  );
}
