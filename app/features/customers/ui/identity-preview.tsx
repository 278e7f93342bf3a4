import { Banner, BlockStack, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { personName } from "#app/ui/person-name.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { IdentityAnswer } from "./identity-answer.ts";

/** What would move, in words; or why it cannot be. */
export function IdentityPreview({
  answer,
  way,
}: {
  answer: Extract<IdentityAnswer, { kind: "preview" | "refused" }>;
  way: "join" | "undo" | "again";
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const errorText = useErrorText();
  if (answer.kind === "refused") return <Banner tone="critical">{errorText(answer.errors["form"])}</Banner>;
  const { preview, points } = answer;
  const nameOf = (person: typeof preview.from) =>
    personName(person) ?? person.phone ?? t("identity.nameless.customer");
  const after = (
    <Text as="p" tone="subdued">
      {t(`identity.${way}.after`)}
    </Text>
  );
  // A browser has neither a name nor orders nor points of its own.
  if (preview.from.kind === "visitor" && way !== "join")
    return (
      <BlockStack gap="200">
        <Text as="p">
          {t(`identity.${way}.browser`, {
            count: preview.events,
            events: formats.number(preview.events),
            into: nameOf(preview.into),
          })}
        </Text>
        {after}
      </BlockStack>
    );
  return (
    <BlockStack gap="200">
      <Text as="p">
        {t(way === "undo" ? "identity.undo.what" : "identity.join.what", {
          from: nameOf(preview.from),
          into: nameOf(preview.into),
        })}
      </Text>
      <List>
        <List.Item>
          {t("identity.moves.orders", { count: preview.orders, orders: formats.number(preview.orders) })}
        </List.Item>
        <List.Item>
          {t("identity.moves.events", { count: preview.events, events: formats.number(preview.events) })}
        </List.Item>
        <List.Item>
          {points === null
            ? t("identity.moves.points_later")
            : t("identity.moves.points", { points: formats.number(points) })}
        </List.Item>
      </List>
      {after}
    </BlockStack>
  );
}
