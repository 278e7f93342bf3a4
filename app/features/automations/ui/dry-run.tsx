import { Badge, BlockStack, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";

export interface ShownPerson {
  customerId: string;
  name: string;
  key: string;
  anchorAt: Date;
  /** Null where the journey is not about carts. */
  cart: { totalMinor: bigint; currency: string | null } | null;
  isHoldout: boolean;
  reason: string | null;
  messages: {
    step: string;
    templateName: string;
    at: Date;
    hasDiscount: boolean;
    verdict: "send" | "defer" | "block" | "holdout";
    until: Date | null;
    reasons: string[];
  }[];
}

/**
 * Who would get what and when, and why not.
 *
 * @param occasion what let them in, where that is not a cart, such as "Paid an order"
 */
export function DryRun({ people, occasion }: { people: readonly ShownPerson[]; occasion: string }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300" as="ul">
      {people.map((person) => (
        <li
          key={`${person.customerId} ${person.key}`}
          aria-label={person.name || t("journeys.dry_run.nameless")}
        >
          <Person person={person} occasion={occasion} />
        </li>
      ))}
    </BlockStack>
  );
}

function Person({ person, occasion }: { person: ShownPerson; occasion: string }) {
  const { t } = useTranslation();
  const { dateTime, money } = useFormats();
  const { cart, anchorAt, reason, messages, isHoldout } = person;
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            <Link url={`/app/customers/${person.customerId}`}>
              {person.name || t("journeys.dry_run.nameless")}
            </Link>
          </Text>
          {reason ? (
            <Badge tone="attention">{t("journeys.dry_run.not_enrolled")}</Badge>
          ) : (
            <Badge tone={isHoldout ? "info" : "success"}>
              {t(isHoldout ? "journeys.dry_run.holdout" : "journeys.dry_run.enrolled")}
            </Badge>
          )}
        </InlineStack>
        <Text as="p" tone="subdued">
          {cart
            ? t("journeys.dry_run.cart", {
                amount: money(cart.totalMinor, cart.currency ?? undefined),
                at: dateTime(anchorAt),
              })
            : t("journeys.dry_run.occasion", { occasion, at: dateTime(anchorAt) })}
        </Text>
        {reason && <Text as="p">{t(`journeys.reason.${reason as "bought"}`)}</Text>}
        {messages.length > 0 && (
          <List>
            {messages.map((message) => (
              <List.Item key={message.step}>
                {t(message.hasDiscount ? "journeys.dry_run.message_discount" : "journeys.dry_run.message", {
                  template: message.templateName,
                  at: dateTime(message.at),
                })}{" "}
                <Outlook message={message} />
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Card>
  );
}

function Outlook({ message }: { message: ShownPerson["messages"][number] }) {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const { verdict, until, reasons } = message;
  if (verdict === "send") return <Badge tone="success">{t("journeys.verdict.send")}</Badge>;
  const why = reasons
    .filter((code) => code !== "consent" && code !== "transactional")
    .map((code) => t(`journeys.gate.${code as "no_consent"}`))
    .join(", ");
  if (verdict === "defer" && until)
    return <Badge tone="attention">{t("journeys.verdict.defer", { until: dateTime(until), why })}</Badge>;
  return (
    <Badge tone={verdict === "holdout" ? "info" : "critical"}>
      {verdict === "holdout" ? t("journeys.verdict.holdout") : t("journeys.verdict.block", { why })}
    </Badge>
  );
}
