import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { definitionOf, type AttributeName } from "../domain/attributes.ts";
import styles from "./why-card.module.css";

export interface WhyPart {
  depth: number;
  kind: string;
  text: string;
  outcome: boolean | null;
  attribute: string | null;
  actual: unknown;
  changesAt: Date | null;
}

/** Why a customer is in a segment or not, part by part. */
export function WhyCard({
  name,
  why,
}: {
  name: string;
  why: { holds: boolean; parts: readonly WhyPart[] } | null;
}) {
  const { t } = useTranslation();
  if (!why)
    return (
      <Card>
        <Text as="p">{t("segments.why.gone")}</Text>
      </Card>
    );
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t(why.holds ? "segments.why.title" : "segments.why.title_not", { name })}
        </Text>
        <ul className={styles.parts}>
          {why.parts.map((part, index) => (
            <li
              key={index}
              style={{ paddingInlineStart: `calc(${Math.min(part.depth, 6)} * var(--p-space-400))` }}
            >
              <Part part={part} />
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function Part({ part }: { part: WhyPart }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const valueOf = useValueText();
  const { kind, outcome } = part;
  const badge =
    outcome === null ? (
      <Badge>{t("segments.why.unknown")}</Badge>
    ) : outcome ? (
      <Badge tone="success">{t("segments.why.holds")}</Badge>
    ) : (
      <Badge tone="warning">{t("segments.why.fails")}</Badge>
    );
  const isGroup = kind === "and" || kind === "or" || kind === "not";
  const value = part.attribute === null ? null : valueOf(part.attribute as AttributeName, part.actual);
  return (
    <BlockStack gap="050">
      <InlineStack gap="200" blockAlign="center" wrap={false} align="space-between">
        {isGroup ? (
          <Text as="span" fontWeight="medium">
            {t(`segments.why.${kind}`)}
          </Text>
        ) : (
          <code className={styles.clause}>{part.text}</code>
        )}
        {badge}
      </InlineStack>
      {part.attribute !== null && part.attribute !== "segment_id" && (
        <Text as="span" tone="subdued" variant="bodySm">
          {value ? t("segments.why.has", { value }) : t("segments.why.has_nothing")}
        </Text>
      )}
      {part.changesAt && !isGroup && (
        <Text as="span" tone="subdued" variant="bodySm">
          {t("segments.why.changes", { when: formats.dateTime(part.changesAt) })}
        </Text>
      )}
    </BlockStack>
  );
}

/** Writes what a customer has, by the type of the attribute; null = nothing. */
function useValueText(): (attribute: AttributeName, actual: unknown) => string | null {
  const formats = useFormats();
  return (attribute, actual) => {
    if (actual === null || actual === undefined) return null;
    if (Array.isArray(actual)) return actual.length === 0 ? null : actual.join(", ");
    if (actual instanceof Date) return formats.dateTime(actual);
    if (typeof actual === "number")
      return definitionOf(attribute).type === "money"
        ? formats.money(Math.round(actual))
        : formats.number(actual);
    return String(actual);
  };
}
