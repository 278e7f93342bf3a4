import { Badge, BlockStack, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { type LoadedPage, usePages } from "#app/ui/use-pages.tsx";
import { consentOfData, useConsentWords } from "#app/ui/use-consent-words.ts";
import { useWord } from "#app/ui/use-word.ts";
import type { Decision } from "../domain/decide.ts";
import type { MessageStatus } from "../domain/message.ts";
import { useDecisionWords, useTemplateName } from "./message-words.ts";
import { toneOf } from "./status-tone.ts";

interface Source {
  kind: string;
  journeyId: number | null;
  journeyName: string | null;
}

interface MessageContact {
  kind: "message";
  key: string;
  at: Date;
  channel: string;
  templateKey: string;
  subject: string | null;
  source: Source;
  status: MessageStatus;
  decision: Decision | null;
  failure: string | null;
  mayRepeat: boolean;
  sentAt: Date | null;
  clickedAt: Date | null;
  unsubscribedAt: Date | null;
  bouncedAt: Date | null;
  orders: readonly string[];
}

interface ToldContact {
  kind: "consent.changed" | "preferences.changed" | "preferences.stated";
  key: string;
  at: Date;
  data: Record<string, unknown>;
}

type Contact = MessageContact | ToldContact;

interface Campaign {
  source: Source;
  received: number;
  clicked: number;
  bought: number;
  unsubscribed: number;
  notSent: number;
}

const CONTACTS_SHOWN = 6;

/** Each contact with a person, on whichever channel, what came of it, and what each campaign came to. */
export function ContactsCard({
  customerId,
  contacts,
  campaigns,
}: {
  customerId: bigint;
  contacts: LoadedPage<Contact>;
  campaigns: readonly Campaign[];
}) {
  const { t } = useTranslation();
  const source = `/app/customers/${customerId}/parts/contacts`;
  const { shown, more } = usePages(contacts, { source, few: CONTACTS_SHOWN });
  return (
    <SectionCard
      title={t("profile.contacts.title")}
      empty={contacts.items.length === 0 ? t("profile.contacts.empty") : undefined}
    >
      {campaigns.length > 0 && <CampaignsTable campaigns={campaigns} />}
      <ContactsTable contacts={shown} />
      {more}
      {campaigns.length > 0 && (
        <Link url={`/app/messages?customer=${customerId}`}>{t("profile.contacts.log")}</Link>
      )}
    </SectionCard>
  );
}

/** What asked for a message, in words. */
function useSourceName(): (source: Source) => string {
  const word = useWord();
  return ({ kind, journeyName }) => journeyName ?? word(`profile.contacts.sources.${kind}`, kind);
}

/** What each campaign came to with one person. */
export function CampaignsTable({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useSourceName();
  const columns: Column<Campaign>[] = [
    {
      key: "campaign",
      heading: t("profile.contacts.campaign"),
      role: "title",
      render: (campaign) => (
        <>
          <Text as="span">{nameOf(campaign.source)}</Text>
          {(["unsubscribed", "notSent"] as const)
            .filter((key) => campaign[key] > 0)
            .map((key) => (
              <Text key={key} as="p" tone="subdued" variant="bodySm">
                {t(`profile.contacts.${key}`, { number: formats.number(campaign[key]) })}
              </Text>
            ))}
        </>
      ),
    },
    ...(["received", "clicked", "bought"] as const).map((key): Column<Campaign> => ({
      key,
      heading: t(`profile.contacts.${key}`),
      align: "end",
      render: (campaign) => formats.number(campaign[key]),
    })),
  ];
  return (
    <BlockStack gap="100">
      <ResponsiveTable
        caption={t("profile.contacts.campaigns")}
        columns={columns}
        rows={campaigns}
        keyOf={({ source }) => `${source.kind} ${source.journeyId}`}
      />
      <Text as="p" tone="subdued" variant="bodySm">
        {t("profile.contacts.counted")}
      </Text>
    </BlockStack>
  );
}

/** Contacts, one a row, whether a message went or not. */
export function ContactsTable({ contacts }: { contacts: readonly Contact[] }) {
  const { t } = useTranslation();
  const columns: Column<Contact>[] = [
    {
      key: "what",
      heading: t("profile.contacts.what"),
      role: "title",
      render: (contact) => <Said contact={contact} />,
    },
    {
      key: "when",
      heading: t("messages.when"),
      role: "plain",
      render: ({ at }) => <Moment at={at} withTime />,
    },
    {
      key: "outcome",
      heading: t("profile.contacts.outcome"),
      role: "wide",
      render: (contact) => (contact.kind === "message" ? <Outcome contact={contact} /> : ""),
    },
  ];
  return (
    <ResponsiveTable
      caption={t("profile.contacts.title")}
      columns={columns}
      rows={contacts}
      keyOf={({ kind, key }) => `${kind} ${key}`}
    />
  );
}

/** What was said, and by whom on which channel. */
function Said({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const templateName = useTemplateName();
  const consents = useConsentWords();
  const sentence = () => {
    if (contact.kind === "message") return contact.subject ?? templateName(contact.templateKey);
    if (contact.kind === "preferences.changed") return t("timeline.preferences_changed");
    if (contact.kind === "preferences.stated") return t("timeline.preferences_stated");
    return consents.sentence(consentOfData(contact.data));
  };
  return (
    <>
      {sentence()}
      <Text as="p" tone="subdued" variant="bodySm">
        {contact.kind === "message" ? (
          <>
            {consents.channel(contact.channel)} · <Sender source={contact.source} />
          </>
        ) : (
          t("profile.contacts.told")
        )}
      </Text>
    </>
  );
}

/** What asked for a message, leading there. */
function Sender({ source }: { source: Source }) {
  const nameOf = useSourceName();
  if (source.journeyId === null) return nameOf(source);
  return (
    <Link url={`/app/journeys/${source.journeyId}`} removeUnderline>
      {nameOf(source)}
    </Link>
  );
}

/** Whether it went, why not, and what the person did. */
function Outcome({ contact }: { contact: MessageContact }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const say = useDecisionWords();
  const { status, decision, failure, mayRepeat, clickedAt, unsubscribedAt, bouncedAt, orders } = contact;
  const did = (key: "clicked_at" | "unsubscribed_at" | "bounced_at", at: Date | null) =>
    at ? [t(`profile.contacts.${key}`, { date: formats.dateTime(at) })] : [];
  const words = [
    ...(status === "sent" ? [] : say(decision, failure)),
    ...(mayRepeat ? [t("messages.may_repeat")] : []),
    ...did("clicked_at", clickedAt),
    ...(orders.length > 0 ? [t("profile.contacts.ordered", { orders: orders.join(", ") })] : []),
    ...did("unsubscribed_at", unsubscribedAt),
    ...did("bounced_at", bouncedAt),
  ];
  return (
    <InlineStack gap="200" blockAlign="center">
      <Badge {...toneOf(status)}>{t(`messages.status.${status}`)}</Badge>
      <div suppressHydrationWarning>
        <Text as="span" tone="subdued" variant="bodySm">
          {words.join(" ")}
        </Text>
      </div>
    </InlineStack>
  );
}
