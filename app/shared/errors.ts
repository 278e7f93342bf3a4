/**
 * An expected refusal: the caller asked for something that cannot be, and can be told why. Anything else that is
 * thrown is a bug or an outage.
 */
export class Refusal extends Error {
  /** Stable, for code and for locale files: `errors.<code>`. */
  readonly code: string;
  /** The input that is at fault, when there is one. */
  readonly field: string | undefined;
  /** Numbers and words that the message in the locale file needs. */
  readonly details: Record<string, string | number>;

  constructor(
    code: string,
    message: string,
    options: { field?: string; details?: Record<string, string | number> } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.field = options.field;
    this.details = options.details ?? {};
  }
}

/** What came from outside is not what was agreed: says where and what was expected. Trying again cannot help. */
export class InvalidInput extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidInput";
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
