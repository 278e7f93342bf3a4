import { openJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { findCustomers, noteAccess } from "#app/features/customers/index.server.ts";
import type { PersonExport } from "./domain/person-export.ts";
import { requestPlace } from "./note-requests.server.ts";

/** A request must be answered within this (GDPR: one month; Shopify: 30 days). */
const ANSWER_WITHIN_DAYS = 30;

/** One line of the privacy page. */
export interface RequestLine {
  id: bigint;
  kind: string;
  source: string;
  customerId: bigint | null;
  name: string | null;
  receivedAt: Date;
  dueAt: Date;
  notBefore: Date | null;
  completedAt: Date | null;
  outcome: string | null;
  attempts: number;
  hasExport: boolean;
}

/** Requests, open ones first, then the newest. */
export async function listRequests(
  scope: ShopScope,
  { beforeId, limit }: { beforeId: bigint | null; limit: number },
): Promise<RequestLine[]> {
  const { db } = scope;
  const rows = await db.$queryRaw<Omit<RequestLine, "dueAt" | "name">[]>`
    SELECT request_id AS id, kind, source, customer_id AS "customerId", received_at AS "receivedAt",
      not_before AS "notBefore", completed_at AS "completedAt", outcome, attempts,
      (kind = 'data_request' AND completed_at IS NOT NULL AND sealed IS NOT NULL) AS "hasExport"
    FROM privacy_request WHERE shop_id = current_shop_id() AND kind IN ('data_request', 'redact')
      AND (${beforeId}::bigint IS NULL OR request_id < ${beforeId})
    ORDER BY (${beforeId}::bigint IS NULL AND completed_at IS NULL) DESC, request_id DESC LIMIT ${limit}`;
  const names = await findCustomers(
    scope,
    rows.flatMap(({ customerId }) => customerId ?? []),
  );
  return rows.map((row) => {
    const record = row.customerId === null ? undefined : names.get(row.customerId);
    const name = [record?.firstName, record?.lastName].filter(Boolean).join(" ") || record?.email || null;
    const dueAt = new Date(row.receivedAt.getTime() + ANSWER_WITHIN_DAYS * 86_400_000);
    return { ...row, name, dueAt };
  });
}

/** What a data request collected, and a line in the access log that somebody took it; null when it is not kept any more. */
export async function takeExport(scope: ShopScope, id: bigint, actor: string): Promise<PersonExport | null> {
  const { db, shopId } = scope;
  const row = await db.privacyRequest.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!row || row.kind !== "data_request" || row.completedAt === null || row.sealed === null) return null;
  if (row.customerId !== null)
    await noteAccess(scope, { customerId: row.customerId, actor, action: "exported" });
  return openJson<PersonExport>(row.sealed, requestPlace(shopId, id));
}
