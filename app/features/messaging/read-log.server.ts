import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import { MESSAGE_STATUSES } from "./domain/message.ts";
import { countMessages, listMessages, type MessageRow } from "./repository.server.ts";
import { hasPostalAddress, readSender } from "./sender.server.ts";

const PAGE_SIZE = 50;

/** One line of the log: who gets what when, and why not. */
export interface LogLine extends MessageRow {
  name: string | null;
  subject: string | null;
  /** What the mail server said last. */
  response: string | null;
}

/** A page of the log, the newest first. */
export function readLog(shopId: ShopId, asked: { status: string | null; beforeId: bigint | null }) {
  const status = MESSAGE_STATUSES.find((each) => each === asked.status) ?? null;
  return withShop(shopId, async (scope) => {
    const rows = await listMessages(scope, { status, beforeId: asked.beforeId, limit: PAGE_SIZE + 1 });
    const people = await findCustomers(
      scope,
      rows.flatMap(({ customerId }) => customerId ?? []),
    );
    const lines = rows.slice(0, PAGE_SIZE).map(({ personal, ...row }): LogLine => {
      const person = row.customerId === null ? undefined : people.get(row.customerId);
      const name = [person?.firstName, person?.lastName].filter(Boolean).join(" ") || person?.email || null;
      return { ...row, name, subject: personal?.subject || null, response: personal?.response || null };
    });
    const { messaging } = await readSettings(scope);
    return {
      status,
      isFirst: asked.beforeId === null,
      lines,
      hasMore: rows.length > PAGE_SIZE,
      counts: await countMessages(scope),
      canSend: (await readSender(scope, messaging)) !== null,
      hasPostalAddress: hasPostalAddress(messaging),
    };
  });
}
