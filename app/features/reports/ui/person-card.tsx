import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";
import { useWord } from "#app/ui/use-word.ts";
import type { Profile } from "../read-profile.server.ts";
import { Lines } from "./lines.tsx";
import { usePlaceNames } from "./place-names.ts";

type Birthday = NonNullable<Profile["stated"]["birthday"]>;
/** In which the 29th of February is a day. */
const ANY_LEAP_YEAR = 2000;

/** What the person speaks, what Shopify knows of their account, and what they said they like. */
export function PersonCard({
  profile: { customer, preferences, stated },
}: {
  profile: Pick<Profile, "customer" | "preferences" | "stated">;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const word = useWord();
  const names = usePlaceNames();
  const given = (name: string, value: string | null | undefined | false) => (value ? [{ name, value }] : []);
  const answer = (is: boolean | null) =>
    is !== null && (is ? t("profile.person.yes") : t("profile.person.no"));
  const lines = [
    ...given(t("profile.person.country"), customer.countryCode && names("region", customer.countryCode)),
    ...given(t("profile.person.region"), customer.regionCode),
    ...given(t("profile.person.language"), customer.locale && names("language", customer.locale)),
    ...given(
      t("profile.person.account"),
      customer.accountState &&
        word(`profile.person.accounts.${customer.accountState}`, customer.accountState),
    ),
    ...given(t("profile.person.verified_email"), answer(customer.verifiedEmail)),
    ...given(t("profile.person.tax_exempt"), answer(customer.taxExempt)),
    ...given(t("profile.person.tags"), customer.tags.join(", ")),
    ...given(t("profile.person.birthday"), stated.birthday && birthdayText(stated.birthday, formats.locale)),
    ...given(t("profile.person.interests"), stated.interests.join(", ")),
    ...given(
      t("profile.person.topics_off"),
      preferences?.topicsOff.map((topic) => word(`profile.person.topics.${topic}`, topic)).join(", "),
    ),
    ...given(
      t("profile.person.frequency"),
      preferences && word(`profile.person.frequencies.${preferences.frequency}`, preferences.frequency),
    ),
    ...given(t("profile.person.note"), customer.note),
  ];
  return (
    <SectionCard title={t("profile.person.title")}>
      <Lines lines={lines} />
      {preferences?.pausedUntil && (
        <Badge tone="attention">
          {t("profile.person.paused", { date: formats.date(preferences.pausedUntil) })}
        </Badge>
      )}
      {preferences?.noAutomatedDecisions && <Badge>{t("profile.person.no_automation")}</Badge>}
    </SectionCard>
  );
}

/** A birthday is a day of the calendar: it is the same in every time zone. */
function birthdayText({ day, month, year }: Birthday, locale: string): string {
  const parts: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", timeZone: "UTC" };
  if (year !== null) parts.year = "numeric";
  const at = new Date(Date.UTC(year ?? ANY_LEAP_YEAR, month - 1, day));
  return new Intl.DateTimeFormat(locale, parts).format(at);
}

type Address = Profile["customer"]["addresses"][number];

/** All addresses, the default one first. */
export function AddressesCard({ profile: { customer } }: { profile: Pick<Profile, "customer"> }) {
  const { t } = useTranslation();
  const addresses = customer.addresses.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
  if (addresses.length === 0) return null;
  return (
    <SectionCard title={t("profile.addresses.title")}>
      {addresses.map((address, index) => (
        <AddressLines key={address.id ?? index} address={address} />
      ))}
    </SectionCard>
  );
}

function AddressLines({ address }: { address: Address }) {
  const { t } = useTranslation();
  const names = usePlaceNames();
  const lines = [
    address.name,
    address.company,
    address.address1,
    address.address2,
    [address.zip, address.city].filter(Boolean).join(" "),
    [address.province ?? address.provinceCode, address.countryCode && names("region", address.countryCode)]
      .filter(Boolean)
      .join(", "),
    address.phone,
  ].filter(Boolean);
  return (
    <BlockStack>
      {address.isDefault && (
        <InlineStack>
          <Badge>{t("profile.addresses.default")}</Badge>
        </InlineStack>
      )}
      {lines.map((line, index) => (
        // Two lines may say the same.
        <Text key={`${index} ${line}`} as="span">
          {line}
        </Text>
      ))}
    </BlockStack>
  );
}
