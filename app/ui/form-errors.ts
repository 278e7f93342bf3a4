/** Keys of the locale file, by the name of the field that is at fault. `form` stands for the form as a whole. */
export type FieldErrors = Record<string, FieldError>;

export interface FieldError {
  /** Such as "errors.too_small". */
  key: string;
  details?: Record<string, string | number>;
}

/** The first fault of each field, from a schema's issues. */
export function errorsOfIssues(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): FieldErrors {
  const errors: FieldErrors = {};
  for (const { path, message } of issues) {
    errors[String(path[0] ?? "form")] ??= { key: message.startsWith("errors.") ? message : "errors.invalid" };
  }
  return errors;
}

/** A use case's refusal, beside the field that it names. */
export function errorOfRefusal(refusal: {
  code: string;
  field: string | undefined;
  details: Record<string, string | number>;
}): FieldErrors {
  return { [refusal.field ?? "form"]: { key: `errors.${refusal.code}`, details: refusal.details } };
}
