import { BlockStack, Button, InlineStack, Link, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { Profile } from "../read-profile.server.ts";
import { saveFile } from "./save-file.ts";
import { SectionCard } from "#app/ui/section-card.tsx";

/** What the person did in the storefront, as far as they agreed to its being noted. */
export function VisitsCard({
  profile: { counts, viewed, searches },
}: {
  profile: Pick<Profile, "counts" | "viewed" | "searches">;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const visits = counts.filter(({ kind }) => kind.startsWith("visit."));
  const pages = visits.find(({ kind }) => kind === "visit.page_viewed");
  return (
    <SectionCard
      title={t("profile.visits.title")}
      empty={visits.length === 0 ? t("profile.visits.empty") : undefined}
    >
      {pages && (
        <Text as="p">
          {t("profile.visits.pages", { count: pages.count })}
          {", "}
          <span suppressHydrationWarning>
            {t("profile.visits.last", { date: formats.date(pages.lastAt) })}
          </span>
        </Text>
      )}
      {viewed.length > 0 && (
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {t("profile.visits.viewed")}
          </Text>
          <List>
            {viewed.map(({ productId, title, count }) => (
              <List.Item key={productId.toString()}>
                {title ?? t("profile.visits.a_product")} · {t("profile.visits.times", { count })}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
      {searches.length > 0 && (
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {t("profile.visits.searches")}
          </Text>
          <Text as="p">{searches.map((query) => `“${query}”`).join(", ")}</Text>
        </BlockStack>
      )}
    </SectionCard>
  );
}

/** Everything about the person to take away, and the way to erase it. */
export function PersonalDataCard({ id }: { id: bigint }) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("profile.data.title")}>
      <Text as="p" tone="subdued">
        {t("profile.data.text")}
      </Text>
      <InlineStack gap="300" blockAlign="center">
        <Button onClick={() => void saveFile(`/app/api/customers/${id}/export`)}>
          {t("profile.data.export")}
        </Button>
        <Link url={`/app/privacy?customer=${id}`}>{t("profile.data.erase")}</Link>
      </InlineStack>
    </SectionCard>
  );
}
