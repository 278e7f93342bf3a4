/** What the archive of a shop holds: one zip with a JSONL and a CSV file for each table, and a manifest with their hashes. */
import { z } from "zod";

/** Raised when an older version could not read what this one writes. */
export const ARCHIVE_VERSION = 1;

export const MANIFEST = "manifest.json";

/**
 * The tables that an archive carries, in the order in which they are read back: what others refer to comes first. A test
 * keeps this list and {@link LEFT_OUT} complete.
 */
export const ARCHIVE_TABLES = [
  "customer",
  "customer_merge",
  "customer_identity",
  "customer_consent",
  "consent_evidence",
  "customer_preference",
  "customer_note",
  "product",
  "variant",
  "inventory_item",
  "inventory_level",
  "collection",
  "collection_product",
  "orders",
  "order_line",
  "cart",
  "checkout",
  "subscription",
  "customer_summary",
  "fact",
  "programme",
  "reward",
  "points_account",
  "points_transfer",
  "points_entry",
  "redemption",
  "message_template",
  "message",
  "suppression",
  "journey",
  "journey_version",
  "enrolment",
  "enrolment_step",
  "recovery_code",
  "delivery_rule",
  "segment",
  "segment_member",
  "segment_due",
  "segment_change",
  "segment_size",
  "segment_limits",
  "segment_scores",
  "merchandising_rule",
  "saved_view",
  "privacy_request",
  "access_log",
  "webhook_delivery",
] as const;

export type ArchiveTable = (typeof ARCHIVE_TABLES)[number];

/** Tables of a shop that stay behind, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  shop: "stands in the manifest",
  outbox_change: "what Shopify must know is sent anew by the new installation",
  reaction_due: "filled by the facts as they are read back",
  backfill: "the progress of an import",
  message_sender: "a password of the mail server, entered anew where it is wanted",
  recommendation_basket: "made anew from the orders as they are read back",
  recommendation_removals: "tells the workers of this installation that baskets went",
  recommendation_due: "filled by the orders as they are read back",
  product_recommendation: "made anew from the orders as they are read back",
  customer_recommendation: "made anew from the orders as they are read back",
  placement_model: "chosen anew on the orders as they are read back",
  reconciliation: "the progress of a comparison",
  bulk_action: "work under way and its undo; its effects are facts",
  bulk_action_item: "work under way and its undo; its effects are facts",
  import_run: "the progress of an import",
  import_row_error: "the progress of an import",
  export_run: "this archive",
  file_piece: "the pieces of files such as this archive",
};

/** Columns that an archive does not carry: the shop's number differs from installation to installation. */
export const SKIPPED_COLUMNS: readonly string[] = ["shop_id"];

/** Columns that only machines read: in the JSONL, not in the CSV. */
export const MACHINE_COLUMNS: readonly string[] = ["search_tokens", "email_token", "state_hash", "token"];

export const Manifest = z.object({
  format: z.literal("perennial-archive", "expected an archive that Perennial made"),
  version: z.number().int().max(ARCHIVE_VERSION, "the archive was made by a newer version of Perennial"),
  madeAt: z.iso.datetime(),
  shop: z.object({
    domain: z.string(),
    name: z.string().nullable(),
    currency: z.string().nullable(),
    ianaTimezone: z.string().nullable(),
    countryCode: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()),
    /** The secret of the shop's look-ups, base64: with it e-mails and guests keep their tokens and numbers. */
    indexKey: z.string(),
  }),
  files: z.array(z.object({ name: z.string(), rows: z.number().int(), sha256: z.string() })),
});

export type Manifest = z.output<typeof Manifest>;

export const jsonlName = (table: string): string => `jsonl/${table}.jsonl`;
export const csvName = (table: string): string => `csv/${table}.csv`;

/** Explains the archive to whoever opens it. */
export function archiveReadme(shopName: string, madeAt: Date): string {
  return [
    `Everything that Perennial stores about ${shopName}, as of ${madeAt.toISOString()}.`,
    "",
    "csv/    one file for each kind of record, for spreadsheets",
    "jsonl/  the same, exact: one JSON object a line; ids and amounts are whole numbers, times are UTC",
    "manifest.json  the shop, the number of rows and the SHA-256 of each file",
    "",
    "Amounts are in the smallest unit of the currency (pence, cents; whole yen).",
    "The files hold personal data of your customers in the clear: keep them as safe as your shop's admin.",
    "An empty installation of Perennial reads this archive back on its page Import and export.",
    "",
  ].join("\n");
}
