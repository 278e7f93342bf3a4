/** What the pages of journeys read and ask for. */
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { listTemplates } from "#app/features/messaging/index.server.ts";
import { listSegments } from "#app/features/segments/index.server.ts";
import { findJourney, type JourneyRecord } from "./journeys-repository.server.ts";
import { previewJourney } from "./preview-journey.server.ts";
import { faultsOfJourney, saveJourney, type StepFault, switchJourney } from "./save-journey.server.ts";
import { JourneyForm } from "./schema.ts";
import type { ShownPerson } from "./ui/dry-run.tsx";
import type { EditorChoices } from "./ui/step-fields.tsx";

/** Errors by field, as the pages show them. */
type Errors = Record<string, { key: string; details?: Record<string, string | number> }>;

export interface JourneyFormAnswer {
  ok: boolean;
  status: number;
  errors?: Errors;
  faults?: StepFault[];
}

/** Templates and segments that a step can name. */
export async function readChoices(shopId: ShopId): Promise<EditorChoices> {
  const templates = await listTemplates(shopId);
  const segments = await withShop(shopId, listSegments);
  return {
    templates: templates.map(({ key, subject }) => ({ key, name: subject || key })),
    segments: segments.map(({ id, name }) => ({ id: id.toString(), name })),
  };
}

/** Saves a new version, or switches a journey on or off. */
export async function answerJourneyForm(
  shopId: ShopId,
  id: number,
  form: FormData,
  staff: string | null,
): Promise<JourneyFormAnswer> {
  const now = new Date();
  const intent = form.get("intent");
  try {
    if (intent === "switch_on" || intent === "switch_off") {
      await withShop(shopId, (scope) => switchJourney(scope, id, intent === "switch_on", now));
      return { ok: true, status: 200 };
    }
    const parsed = JourneyForm.safeParse(readJson(form.get("journey")));
    if (!parsed.success)
      return { ok: false, status: 400, ...faultsOfIssues(parsed.error.issues, form.get("journey")) };
    const faults = await withShop(shopId, (scope) => faultsOfJourney(scope, parsed.data.definition));
    if (faults.length > 0) {
      const errors = { form: { key: "errors.journey_faults", details: { count: faults.length } } };
      return { ok: false, status: 400, errors, faults };
    }
    await withShop(shopId, (scope) => saveJourney(scope, id, parsed.data, { staff, now }));
    return { ok: true, status: 200 };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      ok: false,
      status: 400,
      errors: { [error.field ?? "form"]: { key: `errors.${error.code}`, details: error.details } },
    };
  }
}

function readJson(text: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

/** Issues of a step stand at the step; the others at their field. */
function faultsOfIssues(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
  text: FormDataEntryValue | null,
): { errors: Errors; faults: StepFault[] } {
  const steps = (readJson(text) as { definition?: { steps?: { id?: unknown }[] } } | null)?.definition?.steps;
  const errors: Errors = {};
  const faults: StepFault[] = [];
  for (const { path, message } of issues) {
    const key = message.startsWith("errors.") ? message : "errors.invalid";
    const id = path[1] === "steps" && typeof path[2] === "number" ? steps?.[path[2]]?.id : undefined;
    if (typeof id === "string") faults.push({ step: id, error: key });
    else errors[path[0] === "name" ? "name" : "form"] ??= { key };
  }
  if (faults.length > 0)
    errors["form"] ??= { key: "errors.journey_faults", details: { count: faults.length } };
  return { errors, faults };
}

const PEOPLE_SHOWN = 50;

/** The dry run of a journey as it is saved, for the page; null when there is none of that number. */
export async function readDryRun(
  shopId: ShopId,
  id: number,
  now: Date,
): Promise<{ journey: JourneyRecord; people: ShownPerson[]; most: number } | null> {
  const { templates } = await readChoices(shopId);
  const names = new Map(templates.map(({ key, name }) => [key, name]));
  return withShop(shopId, async (scope) => {
    const journey = await findJourney(scope, id);
    if (!journey) return null;
    const { definition } = journey;
    const people = await previewJourney(scope, { journeyId: id, definition, now, limit: PEOPLE_SHOWN });
    return {
      journey,
      most: PEOPLE_SHOWN,
      people: people.map(({ customerId, messages, ...person }) => ({
        ...person,
        customerId: customerId.toString(),
        messages: messages.map(({ templateKey, ...message }) => ({
          ...message,
          templateName: names.get(templateKey) ?? templateKey,
        })),
      })),
    };
  });
}
