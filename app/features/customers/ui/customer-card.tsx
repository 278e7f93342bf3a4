import { Banner, BlockStack, Box, Card, Divider, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import { Moment } from "#app/ui/moment.tsx";

interface CustomerCardProps {
  customer: {
    id: bigint;
    email: string | null;
    phone: string | null;
    createdAt: Date | null;
    deletedAt: Date | null;
    redactedAt: Date | null;
  };
  balance: bigint;
  /** What can be done with the balance. */
  action: ReactNode;
}

/** Who a customer is and how many points there are. */
export function CustomerCard({ customer, balance, action }: CustomerCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { email, phone, createdAt, deletedAt, redactedAt } = customer;
  return (
    <Card>
      <BlockStack gap="400">
        {redactedAt ? (
          <Banner tone="info">
            <p>{t("customer.redacted.text", { date: formats.date(redactedAt) })}</p>
          </Banner>
        ) : (
          deletedAt && (
            <Banner tone="info">
              <p>{t("customer.deleted", { date: formats.date(deletedAt) })}</p>
            </Banner>
          )
        )}
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm" tone="subdued">
            {t("customer.balance")}
          </Text>
          <Text as="p" variant="heading2xl" numeric>
            {formats.number(balance)}
          </Text>
          {balance < 0n && (
            <Text as="p" tone="subdued" variant="bodySm">
              {t("customer.negative")}
            </Text>
          )}
        </BlockStack>
        {action && <Box>{action}</Box>}
        {!redactedAt && (
          <>
            <Divider />
            <BlockStack gap="200">
              {email && <Detail label={t("customer.email")}>{email}</Detail>}
              {phone && <Detail label={t("customer.phone")}>{phone}</Detail>}
              {createdAt && (
                <Detail label={t("customer.since")}>
                  <Moment at={createdAt} />
                </Detail>
              )}
              {!deletedAt && (
                <Link url={`shopify://admin/customers/${customer.id}`} target="_top">
                  {t("customer.open_in_shopify")}
                </Link>
              )}
            </BlockStack>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text as="p" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="p" breakWord>
        {children}
      </Text>
    </div>
  );
}
