/**
 * Where a person can stand, table by table: the one list that erasing, exporting and previewing go by. A test compares it
 * with the database's catalogue, so that a new table with a person in it cannot be forgotten.
 */
export interface PersonTable {
  table: string;
  /** Columns that name a person by number. */
  persons: readonly string[];
  /** What an erasure does to the rows: takes them away, or takes the person out of them. */
  onErase: "delete" | { blank: readonly string[] };
  /** What the preview and the export call it. */
  group: "person" | "consents" | "orders" | "visits" | "points" | "records";
}

const CUSTOMER = ["customer_id"];
const SUBJECT = ["subject_id", "customer_id"];

export const PERSON_TABLES: readonly PersonTable[] = [
  { table: "fact", persons: SUBJECT, onErase: "delete", group: "visits" },
  { table: "customer_identity", persons: CUSTOMER, onErase: "delete", group: "person" },
  { table: "customer_merge", persons: ["from_id", "into_id"], onErase: "delete", group: "person" },
  { table: "customer_consent", persons: CUSTOMER, onErase: "delete", group: "consents" },
  { table: "consent_evidence", persons: CUSTOMER, onErase: "delete", group: "consents" },
  { table: "customer_preference", persons: CUSTOMER, onErase: "delete", group: "consents" },
  { table: "customer_note", persons: CUSTOMER, onErase: "delete", group: "person" },
  { table: "customer_summary", persons: CUSTOMER, onErase: "delete", group: "orders" },
  { table: "cart", persons: SUBJECT, onErase: "delete", group: "visits" },
  { table: "checkout", persons: SUBJECT, onErase: "delete", group: "visits" },
  // One that became somebody else's order.
  {
    table: "checkout",
    persons: ["named_subject_id"],
    onErase: { blank: ["named_subject_id", "sealed", "email_token", "state_hash"] },
    group: "visits",
  },
  {
    table: "orders",
    persons: SUBJECT,
    onErase: {
      blank: [
        "subject_id",
        "customer_id",
        "sealed",
        "email_token",
        "state_hash",
        "cart_token",
        "checkout_token",
      ],
    },
    group: "orders",
  },
  {
    table: "subscription",
    persons: SUBJECT,
    onErase: { blank: ["subject_id", "customer_id", "state_hash"] },
    group: "orders",
  },
  // Counts of what was sent stay.
  {
    table: "message",
    persons: SUBJECT,
    onErase: { blank: ["subject_id", "customer_id", "dedupe_key", "source_id", "sealed"] },
    group: "records",
  },
  { table: "suppression", persons: CUSTOMER, onErase: "delete", group: "records" },
  // The ledger's entries stay, under an account that names nobody: the shop's books still add up.
  { table: "points_account", persons: CUSTOMER, onErase: { blank: CUSTOMER }, group: "points" },
  { table: "redemption", persons: CUSTOMER, onErase: { blank: CUSTOMER }, group: "points" },
  { table: "segment_member", persons: CUSTOMER, onErase: "delete", group: "records" },
  { table: "segment_scores", persons: CUSTOMER, onErase: "delete", group: "records" },
  { table: "segment_due", persons: CUSTOMER, onErase: "delete", group: "records" },
  // Its steps and codes go with it.
  { table: "enrolment", persons: SUBJECT, onErase: "delete", group: "records" },
  { table: "recommendation_basket", persons: CUSTOMER, onErase: "delete", group: "orders" },
  { table: "customer_recommendation", persons: CUSTOMER, onErase: "delete", group: "records" },
  { table: "bulk_action_item", persons: CUSTOMER, onErase: "delete", group: "records" },
  {
    table: "privacy_request",
    persons: CUSTOMER,
    onErase: { blank: ["customer_id", "sealed"] },
    group: "records",
  },
  { table: "access_log", persons: CUSTOMER, onErase: { blank: CUSTOMER }, group: "records" },
];

/** Each table once, with all columns of it that name a person. */
export const PERSON_COLUMNS: readonly Omit<PersonTable, "onErase">[] = [
  ...Map.groupBy(PERSON_TABLES, ({ table }) => table),
].map(([table, entries]) => ({
  table,
  persons: entries.flatMap(({ persons }) => persons),
  group: entries[0]!.group,
}));

/**
 * Tables that name people and are seen to by themselves: the person's own row stays as a mark that nothing may fill,
 * deliveries are opened and read, and what waits to be worked out goes last.
 */
export const SEEN_TO_APART: readonly string[] = [
  "customer",
  "webhook_delivery",
  "reaction_due",
  "outbox_change",
];

/** Text and JSON in which a person may be named by the way: what staff searched for, rows of a file that were wrong. */
export const MENTIONING: readonly { table: string; column: string; onErase: "delete" | "empty_json" }[] = [
  { table: "saved_view", column: "query", onErase: "empty_json" },
  { table: "bulk_action", column: "parameters", onErase: "empty_json" },
  { table: "reconciliation", column: "samples", onErase: "empty_json" },
  { table: "import_row_error", column: "message", onErase: "delete" },
];
