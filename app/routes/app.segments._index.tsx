import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Button, ButtonGroup, Card } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { countPeople, listSegments, makeReadyMade } from "#app/features/segments/index.server.ts";
import { ReadyMadeForm } from "#app/features/segments/schema.ts";
import { ReadyMadeCard } from "#app/features/segments/ui/ready-made-card.tsx";
import { SegmentsList } from "#app/features/segments/ui/segments-list.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const REFRESH_MS = 3_000;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) =>
    withShop(shopId, async (scope) => ({
      segments: await listSegments(scope),
      people: await countPeople(scope),
    })),
  );
}

/** Makes a ready-made segment, named in the merchant's language, and opens it. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff, redirect }) => {
    const parsed = ReadyMadeForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success)
      return data({ ok: false, errors: errorsOfIssues(parsed.error.issues) }, { status: 400 });
    const { ready, ...words } = parsed.data;
    try {
      const id = await withShop(shopId, (scope) =>
        makeReadyMade(scope, ready, words, { staff, now: new Date() }),
      );
      throw redirect(`/app/segments/${id}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data({ ok: false, errors: errorOfRefusal(error) }, { status: 400 });
    }
  });
}

export default function Segments() {
  const { segments, people } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  useRefresh(segments.some(({ state }) => state === "waiting" || state === "building") ? REFRESH_MS : null);
  const made = new Map(
    segments.flatMap(({ readyMade, id }) => (readyMade ? [[readyMade, id] as const] : [])),
  );
  return (
    <AdminPage
      title={t("segments.title")}
      subtitle={t("segments.text")}
      action={
        <ButtonGroup>
          <Button url="/app/segments/rfm">{t("segments.open_rfm")}</Button>
          <Button variant="primary" url="/app/segments/new">
            {t("segments.create")}
          </Button>
        </ButtonGroup>
      }
    >
      <BlockStack gap="400">
        {segments.length === 0 ? (
          <EmptyCard
            image="customers"
            heading={t("segments.none.title")}
            action={{ content: t("segments.create"), url: "/app/segments/new" }}
          >
            {t("segments.none.text")}
          </EmptyCard>
        ) : (
          <Card padding="0">
            <SegmentsList segments={segments} people={people} />
          </Card>
        )}
        <ReadyMadeCard made={made} />
      </BlockStack>
    </AdminPage>
  );
}
