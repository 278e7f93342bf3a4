import type { JoinPreview, PersonChoice } from "#app/features/customers/index.server.ts";
import type { FieldErrors } from "#app/ui/form-errors.ts";

/** What the route app.customers.$customerId.identity answers. */
export type IdentityAnswer =
  | { kind: "choices"; people: PersonChoice[] }
  /** `points` that would move; null where nobody can say before it is done. */
  | { kind: "preview"; preview: JoinPreview; points: bigint | null }
  | { kind: "done" }
  | { kind: "refused"; errors: FieldErrors };
