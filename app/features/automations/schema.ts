import { z } from "zod";
import { JourneyDefinition } from "./domain/definition.ts";

/** What the editor sends: the whole journey as JSON. */
export const JourneyForm = z.object({
  name: z.string().trim().min(1, "errors.required").max(80),
  definition: JourneyDefinition,
});
export type JourneyForm = z.output<typeof JourneyForm>;
