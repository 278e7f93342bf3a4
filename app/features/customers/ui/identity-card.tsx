import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Identity, JoinedPerson } from "#app/features/customers/index.server.ts";
import { Moment } from "#app/ui/moment.tsx";
import { useShown } from "#app/ui/use-shown.tsx";
import { personName } from "#app/ui/person-name.ts";
import { JoinModal } from "./identity-join.tsx";
import styles from "./identity-card.module.css";
import { DecideModal } from "./identity-decide.tsx";

/** Whoever uses many browsers is all of them. */
const JOINED_SHOWN = 4;

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
  const { shown, more } = useShown(identity.joined, JOINED_SHOWN);
  const [decided, setDecided] = useState<{ person: JoinedPerson; way: "undo" | "again" } | null>(null);
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
        {shown.map((person) => (
          <JoinedLine
            key={person.id.toString()}
            person={person}
            way="undo"
            onDecide={canChange && person.canUndo ? () => setDecided({ person, way: "undo" }) : null}
          />
        ))}
        {more}
        {identity.refused.map((person) => (
          <JoinedLine
            key={person.id.toString()}
            person={person}
            way="again"
            onDecide={canChange ? () => setDecided({ person, way: "again" }) : null}
          />
        ))}
      </BlockStack>
      <JoinModal
        key={openedTimes}
        customerId={customerId}
        isOpen={isJoining}
        onClose={() => setIsJoining(false)}
      />
      {decided && <DecideModal customerId={customerId} {...decided} onClose={() => setDecided(null)} />}
    </Card>
  );
}

/** Somebody who is this person too, or a browser that staff said is not theirs. */
function JoinedLine({
  person,
  way,
  onDecide,
}: {
  person: JoinedPerson;
  way: "undo" | "again";
  onDecide: (() => void) | null;
}) {
  const { t } = useTranslation();
  const nameless = t(`identity.nameless.${kindOf(person)}`);
  const name = personName(person) ?? person.phone;
  const because = way === "again" ? "refused" : person.source;
  return (
    <div className={styles.line}>
      <div>
        <InlineStack gap="100" blockAlign="center">
          <Text as="p" breakWord tone={way === "again" ? "subdued" : undefined}>
            {name ?? nameless}
          </Text>
          {name !== null && <Badge>{t(`identity.kind.${kindOf(person)}`)}</Badge>}
        </InlineStack>
        <Text as="p" tone="subdued" variant="bodySm">
          {t(`identity.because.${because}`)} <Moment at={person.at} />
        </Text>
      </div>
      {onDecide && (
        <Button
          variant="plain"
          onClick={onDecide}
          accessibilityLabel={t(`identity.${way}.open_for`, { name: name ?? nameless })}
        >
          {t(`identity.${way}.open`)}
        </Button>
      )}
    </div>
  );
}

function kindOf({ kind }: { kind: string }): "customer" | "guest" | "visitor" {
  return kind === "guest" || kind === "visitor" ? kind : "customer";
}
