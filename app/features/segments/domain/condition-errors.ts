/** What is wrong with a condition's text; the words stand in the locale files under `condition.errors.<code>`. */
export type ConditionErrorCode =
  | "empty"
  | "unexpected"
  | "unclosed_text"
  | "strange_character"
  | "unknown_attribute"
  | "unanswerable"
  | "unknown_parameter"
  | "operator_not_allowed"
  | "bad_value"
  | "too_deep"
  | "too_many_clauses"
  | "too_many_values"
  | "too_long";

/** Where a condition's text is wrong, and what was expected there. `from` and `to` count UTF-16 units. */
export interface ConditionError {
  code: ConditionErrorCode;
  from: number;
  to: number;
  /** Pieces of the language that could stand here, the likeliest first. */
  expected: string[];
  /** Words that the message needs: `found`, `near`, `attribute`, `problem`, `reason`, `limit`. */
  details: Record<string, string | number>;
}

/** Leaves the parser; never leaves this folder. */
export class ParseFailure extends Error {
  readonly error: ConditionError;

  constructor(error: ConditionError) {
    super(error.code);
    this.name = "ParseFailure";
    this.error = error;
  }
}
