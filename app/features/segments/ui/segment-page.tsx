import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { useFormats } from "#app/ui/formats.tsx";
import { personName } from "#app/ui/person-name.ts";
import { SideBySide } from "#app/ui/side-by-side.tsx";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { useRefresh } from "#app/ui/use-refresh.ts";
import { DeleteSegment } from "./delete-segment.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { SegmentCondition } from "./segment-condition.tsx";
import { StateBadge } from "./segment-badges.tsx";
import type { SegmentLine } from "./segments-list.tsx";
import { SyncCard } from "./sync-card.tsx";
import { useSegmentForm } from "./use-segment-form.ts";
import { WhyCard, type WhyPart } from "./why-card.tsx";

interface SegmentPageProps {
  /** Null = a new one. */
  segment: (SegmentLine & { namedBy: string[] }) | null;
  sync: { canBeNative: boolean; toTag: number; tooManyToTag: boolean; most: number } | null;
  /** Names of the other segments. */
  segments: readonly string[];
  /** A customer about whom is asked why. */
  asked: {
    person: { firstName: string | null; lastName: string | null; email: string | null };
    why: { holds: boolean; parts: WhyPart[] } | null;
  } | null;
}

const REFRESH_MS = 2_000;

/** One segment: its condition with what it means right now, its members, what Shopify is told. */
export function SegmentPage({ segment, sync, asked, segments }: SegmentPageProps) {
  const { t } = useTranslation();
  const form = useSegmentForm({
    name: segment?.name ?? "",
    description: segment?.description ?? "",
    condition: segment?.condition ?? "",
  });
  const errorText = useErrorText();
  useRefresh(segment && (segment.state === "waiting" || segment.state === "building") ? REFRESH_MS : null);
  const formError = errorText(form.errors["form"]);
  return (
    <AdminPage
      title={segment?.name ?? t("segments.editor.new")}
      badge={segment && <StateBadge {...segment} />}
      back={{ url: "/app/segments", label: t("segments.title") }}
      action={
        segment && <Button url={`/app/customers?segment=${segment.id}`}>{t("segments.editor.export")}</Button>
      }
    >
      <SideBySide
        main={
          <BlockStack gap="400">
            {formError && (
              <Banner tone="critical">
                <p>{formError}</p>
              </Banner>
            )}
            <FieldsCard form={form} segments={segments} />
            {segment && sync && (
              <SyncCard key={`${segment.sync}:${segment.tag}`} segment={segment} preview={sync} />
            )}
            {segment && <Footer segment={segment} />}
          </BlockStack>
        }
        side={{
          first: (
            <>
              <PreviewCard
                preview={form.preview}
                isCounting={form.isCounting}
                isEmpty={form.fields.condition.trim() === ""}
                whyUrl={
                  segment && !form.isDirty
                    ? (customerId) => `/app/segments/${segment.id}?customer=${customerId}`
                    : null
                }
              />
              {asked && (
                <WhyCard name={personName(asked.person) ?? t("customers.nameless")} why={asked.why} />
              )}
            </>
          ),
          // As long as nothing is changed, the preview says the same.
          rest: segment && (form.isDirty || segment.state !== "live") && <SizeCard segment={segment} />,
        }}
      />
      <UnsavedChanges
        id="segment"
        isDirty={form.isDirty}
        isSaving={form.isSaving}
        onSave={form.save}
        onDiscard={form.discard}
      />
    </AdminPage>
  );
}

function FieldsCard({
  form,
  segments,
}: {
  form: ReturnType<typeof useSegmentForm>;
  segments: readonly string[];
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { fields, errors } = form;
  return (
    <Card>
      <BlockStack gap="400">
        <TextField
          label={t("segments.name")}
          value={fields.name}
          onChange={(name) => form.change({ name })}
          error={errorText(errors["name"])}
          maxLength={60}
          autoComplete="off"
        />
        <TextField
          label={t("segments.description")}
          helpText={t("segments.description_help")}
          value={fields.description}
          onChange={(description) => form.change({ description })}
          error={errorText(errors["description"])}
          maxLength={300}
          autoComplete="off"
        />
        <SegmentCondition editor={form.editor} segments={segments} refusal={errorText(errors["condition"])} />
      </BlockStack>
    </Card>
  );
}

function SizeCard({ segment }: { segment: SegmentLine }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card>
      <BlockStack gap="100">
        <Text as="h2" variant="headingSm" tone="subdued">
          {t("segments.members")}
        </Text>
        <Text as="p" variant="headingLg" numeric>
          {formats.number(segment.members)}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Footer({ segment }: { segment: SegmentLine & { namedBy: string[] } }) {
  const { t } = useTranslation();
  return (
    <InlineStack align="space-between" gap="400">
      {segment.namedBy.length > 0 ? (
        <Text as="p" tone="subdued">
          {t("segments.editor.named_by", { names: segment.namedBy.join(", ") })}
        </Text>
      ) : (
        <span />
      )}
      <DeleteSegment segment={segment} />
    </InlineStack>
  );
}
