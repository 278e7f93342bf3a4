import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Identity, JoinedPerson } from "#app/features/customers/index.server.ts";
import { Moment } from "#app/ui/moment.tsx";
import { personName } from "#app/ui/person-name.ts";
import { JoinModal } from "./identity-join.tsx";
import { UndoModal } from "./identity-undo.tsx";

/** By what a person is recognised, who else they are and why; staff join and undo here. */
export function IdentityCard({
  customerId,
  identity,
  canChange = true,
}: {
  customerId: bigint;
  identity: Identity;
  /** False for somebody who was erased. */
  canChange?: boolean;
}) {
  const { t } = useTranslation();
  const [openedTimes, setOpenedTimes] = useState(0);
  const [isJoining, setIsJoining] = useState(false);
  const [undone, setUndone] = useState<JoinedPerson | null>(null);
  const join = () => {
    setOpenedTimes(openedTimes + 1);
    setIsJoining(true);
  };
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t("identity.title")}
          </Text>
          {canChange && (
            <Button variant="plain" onClick={join}>
              {t("identity.join.open")}
            </Button>
          )}
        </InlineStack>
        {identity.contacts.length === 0 && identity.joined.length === 0 && (
          <Text as="p" tone="subdued">
            {t("identity.empty")}
          </Text>
        )}
        {identity.contacts.map(({ kind, text, since }) => (
          <div key={`${kind}:${text}`}>
            <Text as="p" breakWord>
              {text}
            </Text>
            <Text as="p" tone="subdued" variant="bodySm">
              {t(`identity.contact.${kind}`)}
              {" · "}
              {since ? (
                <>
                  {t("identity.since")} <Moment at={since} />
                </>
              ) : (
                t("identity.unrecognised")
              )}
            </Text>
          </div>
        ))}
        {identity.joined.map((person) => (
          <InlineStack
            key={person.id.toString()}
            align="space-between"
            blockAlign="start"
            gap="200"
            wrap={false}
          >
            <BlockStack gap="050">
              <InlineStack gap="100" blockAlign="center">
                <Text as="p" breakWord>
                  {personName(person) ?? person.phone ?? t(`identity.nameless.${kindOf(person)}`)}
                </Text>
                <Badge>{t(`identity.kind.${kindOf(person)}`)}</Badge>
              </InlineStack>
              <Text as="p" tone="subdued" variant="bodySm">
                {t(`identity.because.${person.source}`)} <Moment at={person.at} />
              </Text>
            </BlockStack>
            {canChange && person.canUndo && (
              <Button
                variant="plain"
                onClick={() => setUndone(person)}
                accessibilityLabel={t("identity.undo.open_for", {
                  name: personName(person) ?? t(`identity.nameless.${kindOf(person)}`),
                })}
              >
                {t("identity.undo.open")}
              </Button>
            )}
          </InlineStack>
        ))}
      </BlockStack>
      <JoinModal
        key={openedTimes}
        customerId={customerId}
        isOpen={isJoining}
        onClose={() => setIsJoining(false)}
      />
      {undone && <UndoModal customerId={customerId} person={undone} onClose={() => setUndone(null)} />}
    </Card>
  );
}

function kindOf({ kind }: { kind: string }): "customer" | "guest" | "visitor" {
  return kind === "guest" || kind === "visitor" ? kind : "customer";
}
