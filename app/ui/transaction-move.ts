const MOVES = {
  sale: "paid",
  capture: "paid",
  authorization: "authorized",
  emv_authorization: "authorized",
  refund: "paid_back",
  void: "released",
} as const;

/** Which way the money of a transaction went, in a word of the locale file, or that it came to nothing. */
export function transactionMove({ type, status }: { type?: unknown; status?: unknown }) {
  if (status === "failure" || status === "error") return "failed";
  if (status !== "success") return "pending";
  return MOVES[type as keyof typeof MOVES] ?? "moved";
}
