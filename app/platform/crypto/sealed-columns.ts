/**
 * Every column that holds sealed values, and the place that each value is sealed for. `npm run rotate-keys` goes through
 * this list, and a test compares it with the database's catalogue: a new sealed column belongs here.
 */
export interface SealedColumn {
  table: string;
  column: string;
  /** The table's primary key. */
  key: readonly string[];
  /** What the value of a row is sealed for, made from the row's columns as text. */
  place: (row: Readonly<Record<string, string>>) => string;
}

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  sealed("shop", ["shop_id"], (row) => `index-key:${row["shop_id"]}`, "index_key"),
  sealed("webhook_delivery", ["shop_id", "delivery_id"], (row) => `delivery:${row["webhook_id"]}`, "body"),
  sealed("customer", ["shop_id", "customer_id"], (row) => `customer:${row["shop_id"]}:${row["customer_id"]}`),
  sealed(
    "consent_evidence",
    ["shop_id", "fact_key"],
    (row) => `consent:${row["shop_id"]}:${row["fact_key"]}`,
  ),
  sealed("customer_note", ["shop_id", "note_id"], (row) => `note:${row["shop_id"]}:${row["note_id"]}`),
  sealed("saved_view", ["shop_id", "view_id"], (row) => `saved-view:${row["shop_id"]}:${row["view_id"]}`),
  sealed("message", ["shop_id", "message_id"], (row) => `message:${row["shop_id"]}:${row["message_id"]}`),
  sealed("message_sender", ["shop_id"], (row) => `message-sender:${row["shop_id"]}`),
  sealed("orders", ["shop_id", "order_id"], (row) => `order:${row["shop_id"]}:${row["order_id"]}`),
  sealed(
    "checkout",
    ["shop_id", "checkout_token"],
    (row) => `checkout:${row["shop_id"]}:${row["checkout_token"]}`,
  ),
  sealed(
    "file_piece",
    ["shop_id", "owner", "piece"],
    (row) => `file:${row["shop_id"]}:${row["owner"]}:${row["piece"]}`,
  ),
  sealed(
    "privacy_request",
    ["shop_id", "request_id"],
    (row) => `privacy-request:${row["shop_id"]}:${row["request_id"]}`,
  ),
];

function sealed(
  table: string,
  key: readonly string[],
  place: SealedColumn["place"],
  column = "sealed",
): SealedColumn {
  return { table, column, key, place };
}
