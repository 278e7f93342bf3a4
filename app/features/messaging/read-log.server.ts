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

/** A page of the log, the newest first: of everybody, or of one person. */
export function readLog(
  shopId: ShopId,
  asked: { status: string | null; customerId: bigint | null; beforeId: bigint | null },
) {
  const { customerId, beforeId } = asked;
  const status = MESSAGE_STATUSES.find((each) => each === asked.status) ?? null;
  return withShop(shopId, async (scope) => {
    const rows = await listMessages(scope, { status, customerId, beforeId, limit: PAGE_SIZE + 1 });
    const people = await findCustomers(scope, [
      ...(customerId === null ? [] : [customerId]),
      ...rows.flatMap((row) => row.customerId ?? []),
    ]);
    const nameOf = (id: bigint | null) => {
      const person = id === null ? undefined : people.get(id);
      return [person?.firstName, person?.lastName].filter(Boolean).join(" ") || person?.email || null;
    };
    const lines = rows.slice(0, PAGE_SIZE).map(({ personal, ...row }): LogLine => {
      return {
        ...row,
        name: nameOf(row.customerId),
        subject: personal?.subject || null,
        response: personal?.response || null,
      };
    });
    const { messaging } = await readSettings(scope);
    return {
      status,
      /** Whose messages are shown; null = everybody's. */
      person: customerId === null ? null : { id: customerId, name: nameOf(customerId) },
      isFirst: beforeId === null,
      lines,
      hasMore: rows.length > PAGE_SIZE,
      counts: await countMessages(scope, { customerId }),
      canSend: (await readSender(scope, messaging)) !== null,
      hasPostalAddress: hasPostalAddress(messaging),
    };
  });
}
