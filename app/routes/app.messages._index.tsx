import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Box, Button, ButtonGroup, Card, InlineStack, Link } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { MESSAGE_STATUSES } from "#app/features/messaging/domain/message.ts";
import { readLog } from "#app/features/messaging/index.server.ts";
import { PostalAddressBanner } from "#app/features/messaging/ui/postal-address-banner.tsx";
import { MessagesList } from "#app/features/messaging/ui/messages-list.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { CursorPages } from "#app/ui/cursor-pages.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    return readLog(shopId, {
      status: searchParams.get("status"),
      customerId: parseId(searchParams.get("customer")),
      beforeId: parseId(searchParams.get("before")),
    });
  });
}

/** Who gets what when, and why not. */
export default function Messages() {
  const { status, person, isFirst, lines, hasMore, counts, canSend, hasPostalAddress } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const addressOf = (asked: Record<string, string | null>) => {
    const all = { customer: person?.id.toString() ?? null, ...asked };
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
    return given.length === 0 ? "/app/messages" : `/app/messages?${new URLSearchParams(given)}`;
  };
  const last = lines.at(-1);
  const name = person?.name ?? t("customers.nameless");
  return (
    <AdminPage
      title={t("messages.title")}
      subtitle={t("messages.text")}
      action={
        <ButtonGroup>
          <Button url="/app/messages/templates">{t("messages.templates")}</Button>
          <Button url="/app/messages/settings">{t("messages.settings.title")}</Button>
        </ButtonGroup>
      }
    >
      <BlockStack gap="400">
        {!canSend && (
          <Banner tone="warning" title={t("messages.no_sender_title")}>
            {t("messages.no_sender_text")}
          </Banner>
        )}
        {!hasPostalAddress && <PostalAddressBanner />}
        {person && (
          <Box paddingInline={{ xs: "400", sm: "0" }}>
            <InlineStack gap="300" blockAlign="center">
              <Link url={`/app/customers/${person.id}`}>{t("messages.of_person", { name })}</Link>
              <Button url="/app/messages" variant="plain">
                {t("messages.of_everybody")}
              </Button>
            </InlineStack>
          </Box>
        )}
        {Object.keys(counts).length > 0 && (
          <Box paddingInline={{ xs: "400", sm: "0" }}>
            <InlineStack gap="200">
              <Button url={addressOf({})} {...(status === null ? {} : { variant: "tertiary" })}>
                {t("messages.all")}
              </Button>
              {MESSAGE_STATUSES.filter((each) => counts[each] || each === status).map((each) => (
                <Button
                  key={each}
                  url={addressOf({ status: each })}
                  {...(status === each ? {} : { variant: "tertiary" })}
                >
                  {`${t(`messages.status.${each}`)} (${counts[each] ?? 0})`}
                </Button>
              ))}
            </InlineStack>
          </Box>
        )}
        {lines.length === 0 ? (
          <EmptyCard
            image="deliveries"
            heading={person ? t("messages.none_to_person", { name }) : t("messages.none_title")}
          >
            {t("messages.none_text")}
          </EmptyCard>
        ) : (
          <Card padding="0">
            <MessagesList lines={lines} />
            <CursorPages
              label={t("pages.label")}
              previous={isFirst ? null : addressOf({ status })}
              next={hasMore && last ? addressOf({ status, before: last.id.toString() }) : null}
            />
          </Card>
        )}
      </BlockStack>
    </AdminPage>
  );
}
