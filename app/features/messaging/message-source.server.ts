import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { PendingMessage, Prepared } from "./domain/message.ts";

/**
 * Wants messages and knows what is in them. Registered by its kind. Asked in the transaction that decides whether they go
 * out, right before they do, and again each time after they were deferred.
 */
export interface MessageSource {
  kind: string;
  /** One answer for each; a message without an answer is dropped. Must be safe to repeat. */
  prepare(scope: ShopScope, messages: readonly PendingMessage[]): Promise<Map<bigint, Prepared>>;
}
