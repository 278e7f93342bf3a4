import { BlockStack, Card, Divider, InlineStack, Link, SkeletonBodyText, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { personName } from "#app/ui/person-name.ts";
import type { PreviewAnswer } from "./use-segment-preview.ts";

interface PreviewCardProps {
  preview: Extract<PreviewAnswer, { ok: true }> | null;
  isCounting: boolean;
  /** Nothing is asked yet. */
  isEmpty: boolean;
  /** Where why somebody is in it is said; null = the segment is not saved yet. */
  whyUrl: ((customerId: string) => string) | null;
}

/** How many customers a condition holds for, and a few of them. */
export function PreviewCard({ preview, isCounting, isEmpty, whyUrl }: PreviewCardProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("segments.preview.title")}
        </Text>
        <div aria-live="polite">
          {preview ? (
            <Figures preview={preview} />
          ) : isCounting ? (
            <Text as="p" tone="subdued">
              {t("segments.preview.counting")}
            </Text>
          ) : (
            <Text as="p" tone="subdued">
              {t(isEmpty ? "segments.preview.empty" : "segments.preview.fix")}
            </Text>
          )}
        </div>
        {isCounting && !preview && <SkeletonBodyText lines={3} />}
        {preview && preview.sample.length > 0 && <Sample sample={preview.sample} whyUrl={whyUrl} />}
      </BlockStack>
    </Card>
  );
}

function Figures({ preview }: { preview: Extract<PreviewAnswer, { ok: true }> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { count, isEstimate, total } = preview;
  if (count === null) return <Text as="p">{t("segments.preview.unknown")}</Text>;
  if (count === 0) return <Text as="p">{t("segments.preview.nobody")}</Text>;
  const people = formats.number(count);
  return (
    <BlockStack gap="050">
      <Text as="p" variant="headingLg" numeric>
        {isEstimate
          ? t("segments.preview.about", { people })
          : t("segments.preview.count", { count, people })}
      </Text>
      {total > 0 && (
        <Text as="p" tone="subdued">
          {t("segments.preview.share", {
            share: formats.percent(Math.min(1, count / total)),
            total: formats.number(total),
          })}
        </Text>
      )}
    </BlockStack>
  );
}

function Sample({
  sample,
  whyUrl,
}: {
  sample: Extract<PreviewAnswer, { ok: true }>["sample"];
  whyUrl: PreviewCardProps["whyUrl"];
}) {
  const { t } = useTranslation();
  return (
    <>
      <Divider />
      <Text as="h3" variant="headingSm">
        {t("segments.preview.sample")}
      </Text>
      <BlockStack gap="200">
        {sample.map((person) => {
          const name = personName(person) ?? t("customers.nameless");
          return (
            <InlineStack key={person.id} align="space-between" gap="200" wrap={false}>
              <Link url={`/app/customers/${person.id}`} removeUnderline>
                {name}
              </Link>
              {whyUrl && (
                <Link url={whyUrl(person.id)} accessibilityLabel={t("segments.preview.why_label", { name })}>
                  {t("segments.preview.why")}
                </Link>
              )}
            </InlineStack>
          );
        })}
      </BlockStack>
    </>
  );
}
