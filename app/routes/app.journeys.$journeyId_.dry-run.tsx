import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { redirect } from "@remix-run/node";
import { Form, useLoaderData, useNavigation } from "@remix-run/react";
import { Banner, BlockStack, Button } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { answerJourneyForm, readDryRun } from "#app/features/automations/index.server.ts";
import { DryRun } from "#app/features/automations/ui/dry-run.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

function journeyIdOf(params: { journeyId?: string }): number {
  if (!/^\d{1,9}$/.test(params.journeyId ?? ""))
    throw new Response("There is no such journey.\n", { status: 404 });
  return Number(params.journeyId);
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const planned = await readDryRun(shopId, journeyIdOf(params), new Date());
    if (!planned) throw new Response("There is no such journey.\n", { status: 404 });
    const { journey, people, most } = planned;
    const { id, name, state, definition } = journey;
    return { id, name, state, people, most, trigger: definition.trigger };
  });
}

/** Switches the journey on, once the merchant has seen who would be concerned. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const id = journeyIdOf(params);
    const form = new FormData();
    form.set("intent", "switch_on");
    await answerJourneyForm(shopId, id, form, staff);
    return redirect(`/app/journeys/${id}`);
  });
}

export default function JourneyDryRun() {
  const { id, name, state, people, most, trigger } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const isSwitching = useNavigation().formMethod === "POST";
  const isAboutCarts = trigger.kind === "abandonment";
  const occasion = t(
    trigger.kind === "fact"
      ? `journeys.trigger.facts.${trigger.fact.replace(".", "_") as "order_paid"}`
      : "journeys.dry_run.joined",
  );
  const entering = people.filter(({ reason }) => reason === null).length;
  return (
    <AdminPage
      title={t("journeys.dry_run.title")}
      subtitle={name}
      back={{ url: `/app/journeys/${id}`, label: name }}
      action={
        state !== "active" && (
          <Form method="post">
            <Button variant="primary" submit loading={isSwitching}>
              {t("journeys.switch_on")}
            </Button>
          </Form>
        )
      }
    >
      {people.length === 0 ? (
        <EmptyCard
          image="nothing-found"
          heading={t(isAboutCarts ? "journeys.dry_run.none_title" : "journeys.dry_run.none_occasions_title")}
        >
          {t(isAboutCarts ? "journeys.dry_run.none_text" : "journeys.dry_run.none_occasions_text")}
        </EmptyCard>
      ) : (
        <BlockStack gap="400">
          <Banner
            title={t(isAboutCarts ? "journeys.dry_run.summary" : "journeys.dry_run.summary_occasions", {
              count: entering,
              n: entering,
              all: people.length,
            })}
          >
            {t(isAboutCarts ? "journeys.dry_run.text" : "journeys.dry_run.text_occasions", { most })}
          </Banner>
          <DryRun people={people} occasion={occasion} />
        </BlockStack>
      )}
    </AdminPage>
  );
}
