import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { Button, ButtonGroup } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import {
  answerJourneyForm,
  countSteps,
  findJourney,
  readChoices,
  withSegmentNames,
} from "#app/features/automations/index.server.ts";
import { JourneyEditor } from "#app/features/automations/ui/journey-editor.tsx";
import { JourneyState } from "#app/features/automations/ui/journeys-list.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { ConditionInput } from "#app/features/segments/ui/condition-input.tsx";
import { AdminPage } from "#app/ui/admin-page.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

function journeyIdOf(params: { journeyId?: string }): number {
  if (!/^\d{1,9}$/.test(params.journeyId ?? ""))
    throw new Response("There is no such journey.\n", { status: 404 });
  return Number(params.journeyId);
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const found = await withShop(shopId, async (scope) => {
      const journey = await findJourney(scope, journeyIdOf(params));
      if (!journey) return null;
      const definition = await withSegmentNames(scope, journey.definition);
      return { journey: { ...journey, definition }, counts: await countSteps(scope, journey.id) };
    });
    if (!found) throw new Response("There is no such journey.\n", { status: 404 });
    return { ...found, choices: await readChoices(shopId) };
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const { status, ...answer } = await answerJourneyForm(
      shopId,
      journeyIdOf(params),
      await request.formData(),
      staff,
    );
    return data(answer, { status });
  });
}

export default function Journey() {
  const { journey, counts, choices } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const tools = { ...choices, ConditionField: ConditionInput };
  const isOn = journey.state === "active";
  const address = `/app/journeys/${journey.id}`;
  return (
    <AdminPage
      title={journey.name}
      subtitle={t("journeys.version", { n: journey.version })}
      badge={<JourneyState state={journey.state} />}
      back={{ url: "/app/journeys", label: t("journeys.title") }}
      action={
        <ButtonGroup>
          <Button url={`${address}/report`}>{t("journeys.report.title")}</Button>
          <Button url={`${address}/dry-run`}>{t("journeys.dry_run.title")}</Button>
          {isOn && (
            <Form method="post">
              <input type="hidden" name="intent" value="switch_off" />
              <Button submit>{t("journeys.switch_off")}</Button>
            </Form>
          )}
          {!isOn && (
            <Button variant="primary" url={`${address}/dry-run`}>
              {t("journeys.switch_on")}
            </Button>
          )}
        </ButtonGroup>
      }
    >
      <JourneyEditor
        key={`${journey.id} ${journey.version}`}
        name={journey.name}
        definition={journey.definition}
        counts={counts}
        choices={tools}
      />
    </AdminPage>
  );
}
