/** What a database, a parser or a driver says in quotation marks may be what a person told: it is left out. */
function withoutQuotations(text: string): string {
  return text
    .replaceAll(/"[^"\n]*"|'[^'\n]*'/g, "…")
    .replaceAll(/\([^()\n]*\)=\([^()\n]*\)/g, "(…)")
    .replaceAll(/[^\s…]+@[^\s…]+\.\w+/g, "…");
}

/** An error as the log shows one: what it is and where, none of the data that libraries attach to it. */
export function shownError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = "" } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message: withoutQuotations(message),
    stack: withoutQuotations(stack),
    ...(typeof code === "string" ? { code } : {}),
  };
}
