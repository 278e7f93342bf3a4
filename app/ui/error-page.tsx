import { Banner, BlockStack, Button, Page, Text } from "@shopify/polaris";
import { isRouteErrorResponse, useRevalidator, useRouteError } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AdminPage } from "./admin-page.tsx";
import { EmptyCard } from "./empty-card.tsx";

/** What a thrown `data({ … })` may say to the page. */
interface ErrorData {
  errorId?: string;
}

/** What a page shows instead of itself when it failed. Stands inside the shell, so that the merchant can go on. */
export function AdminErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  const errorData: unknown = isRouteErrorResponse(error) ? error.data : null;
  const errorId = (errorData as ErrorData | null)?.errorId;
  return <FailedPage errorId={typeof errorId === "string" ? errorId : null} />;
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page narrowWidth>
      <EmptyCard
        image="nothing-found"
        heading={t("error.not_found.title")}
        headingLevel="h1"
        action={{ content: t("error.home"), url: "/app" }}
      >
        {t("error.not_found.text")}
      </EmptyCard>
    </Page>
  );
}

export function FailedPage({ errorId }: { errorId: string | null }) {
  const { t } = useTranslation();
  const revalidator = useRevalidator();
  return (
    <AdminPage title={t("error.unexpected.page")} back={{ url: "/app", label: t("error.home") }}>
      <Banner tone="critical" title={t("error.unexpected.title")}>
        <BlockStack gap="300" inlineAlign="start">
          <p>{t("error.unexpected.text")}</p>
          {errorId && (
            <Text as="p" tone="subdued">
              {t("error.unexpected.id", { errorId })}
            </Text>
          )}
          <Button loading={revalidator.state === "loading"} onClick={() => revalidator.revalidate()}>
            {t("error.retry")}
          </Button>
        </BlockStack>
      </Banner>
    </AdminPage>
  );
}
