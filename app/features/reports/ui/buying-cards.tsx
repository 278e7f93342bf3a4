import { BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";
import { type Column, ResponsiveTable } from "#app/ui/responsive-table.tsx";
import { type LoadedPage, usePages } from "#app/ui/use-pages.tsx";
import type { OwnedProduct } from "../profile-figures.server.ts";
import type { Profile } from "../read-profile.server.ts";
import { Bars } from "./bars.tsx";
import styles from "./profile-cards.module.css";
import { Lines } from "./lines.tsx";
import { SectionCard } from "#app/ui/section-card.tsx";

const MONTHS_PER_LABEL = 6;
const PRODUCTS_SHOWN = 6;

/** What was spent month by month, and how long it takes until the next order. */
export function BuyingPlots({ profile: { spend, gaps } }: { profile: Pick<Profile, "spend" | "gaps"> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const hasSpend = spend.some(({ amountMinor }) => amountMinor !== 0n);
  return (
    <div className={styles.plots}>
      <SectionCard title={t("profile.spend.title")} empty={hasSpend ? undefined : t("profile.spend.empty")}>
        <Bars
          caption={t("profile.spend.text")}
          headings={[t("profile.spend.month"), t("profile.spend.amount")]}
          bars={spend.map(({ month, amountMinor }, index) => ({
            key: month,
            value: Number(amountMinor),
            text: formats.money(amountMinor),
            label: formats.month(month),
            isLabelled: index % MONTHS_PER_LABEL === 0,
          }))}
        />
      </SectionCard>
      <SectionCard
        title={t("profile.gaps.title")}
        empty={gaps.medianDays === null ? t("profile.gaps.empty") : undefined}
      >
        <Bars
          caption={t("profile.gaps.text", { days: gaps.medianDays ?? 0 })}
          headings={[t("profile.gaps.days"), t("profile.gaps.count")]}
          bars={gaps.groups.map(({ fromDays, toDays, count }) => ({
            key: String(fromDays),
            value: count,
            text: formats.number(count),
            label: toDays === null ? `>${fromDays}` : `≤${toDays}`,
            isLabelled: true,
          }))}
        />
      </SectionCard>
    </div>
  );
}

/** What the customer brings and costs. */
export function ProfitabilityCard({
  profile: { profitability },
}: {
  profile: Pick<Profile, "profitability">;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const {
    revenueMinor,
    discountsMinor,
    refundedMinor,
    netMinor,
    paidWithCostMinor,
    costMinor,
    keptMinor,
    liabilityMinor,
  } = profitability;
  const marginMinor = paidWithCostMinor - costMinor;
  const share = (part: bigint, whole: bigint) =>
    formats.percent(whole === 0n ? 0 : Number(part) / Number(whole));
  const isKnown = paidWithCostMinor > 0n;
  return (
    <SectionCard title={t("profile.money.title")}>
      <BlockStack gap="200">
        <Lines
          lines={[
            { name: t("profile.money.revenue"), value: formats.money(revenueMinor) },
            { name: t("profile.money.refunded"), value: formats.money(-refundedMinor) },
            { name: t("profile.money.net"), value: formats.money(netMinor), isSum: true },
            { name: t("profile.money.discounts"), value: formats.money(discountsMinor) },
            ...(isKnown
              ? [
                  { name: t("profile.money.cost"), value: formats.money(costMinor) },
                  {
                    name: t("profile.money.margin"),
                    value: `${formats.money(marginMinor)} (${share(marginMinor, paidWithCostMinor)})`,
                  },
                ]
              : []),
            ...(liabilityMinor === null
              ? []
              : [{ name: t("profile.money.liability"), value: formats.money(liabilityMinor) }]),
          ]}
        />
        {keptMinor > 0n && (
          <Text as="p" tone="subdued" variant="bodySm">
            {isKnown
              ? t("profile.money.known", { share: share(paidWithCostMinor, keptMinor) })
              : t("profile.money.unknown")}
          </Text>
        )}
      </BlockStack>
    </SectionCard>
  );
}

/** What was bought and kept. */
export function OwnedProducts({
  customerId,
  products,
}: {
  customerId: bigint;
  products: LoadedPage<OwnedProduct>;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const source = `/app/customers/${customerId}/parts/products`;
  const { shown, more } = usePages(products, { source, few: PRODUCTS_SHOWN });
  const columns: Column<OwnedProduct>[] = [
    { key: "title", heading: t("profile.products.product"), role: "title", render: ({ title }) => title },
    {
      key: "quantity",
      heading: t("profile.products.quantity"),
      align: "end",
      render: ({ quantity }) => formats.number(quantity),
    },
    {
      key: "last",
      heading: t("profile.products.last"),
      role: "plain",
      align: "end",
      render: ({ lastBoughtAt }) => <Moment at={lastBoughtAt} />,
    },
    {
      key: "paid",
      heading: t("profile.products.paid"),
      role: "lead",
      align: "end",
      render: ({ paidMinor }) => formats.money(paidMinor),
    },
  ];
  return (
    <SectionCard
      title={t("profile.products.title")}
      empty={products.items.length === 0 ? t("profile.products.empty") : undefined}
    >
      <ResponsiveTable
        caption={t("profile.products.title")}
        columns={columns}
        rows={shown}
        keyOf={({ productId, title }) => `${productId} ${title}`}
      />
      {more}
    </SectionCard>
  );
}
