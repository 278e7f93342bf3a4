import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { readSettings, readShop } from "#app/features/shops/index.server.ts";
import { type Decision, decide } from "./domain/decide.ts";
import type { MessageTopic, Purpose } from "./domain/message.ts";
import { recipientZone } from "./domain/recipient-zone.ts";
import { readRecipients } from "./read-recipients.server.ts";
import { hasPostalAddress, readSender } from "./sender.server.ts";

/** A message that may be wanted at some time. */
export interface ForeseenMessage {
  customerId: bigint;
  purpose: Purpose;
  topic: MessageTopic;
  at: Date;
  holdout: boolean;
}

/**
 * What the gate would say to e-mails at those times, were nothing to happen until then but these messages themselves. One
 * answer for each, in order. Nothing is stored.
 */
export async function foreseeDecisions(
  scope: ShopScope,
  messages: readonly ForeseenMessage[],
  now: Date,
): Promise<Decision[]> {
  if (messages.length === 0) return [];
  const shop = await readShop(scope);
  const { messaging } = await readSettings(scope);
  const hasSender = (await readSender(scope, messaging)) !== null;
  const recipients = await readRecipients(
    scope,
    messages.map(({ customerId }) => customerId),
    { now },
  );
  return messages.map(({ customerId, purpose, topic, at, holdout }) => {
    const { record, address, ...known } = recipients.get(customerId)!;
    const { countryCode = null, regionCode = null, phone = null } = record ?? {};
    const decision = decide({
      ...known,
      message: { channel: "email", purpose, topic },
      isReachable: address !== null,
      hasSender,
      zone: recipientZone({ countryCode, regionCode, phone }, shop.ianaTimezone),
      holdout,
      now: at,
      settings: {
        quiet: { fromMinute: messaging.quietFromMinute, untilMinute: messaging.quietUntilMinute },
        capPerDay: messaging.capPerDay,
        capPerWeek: messaging.capPerWeek,
        hasPostalAddress: hasPostalAddress(messaging),
      },
    });
    // The next one finds it under the caps.
    if (decision.verdict === "send") known.recentSends.push(at);
    if (decision.verdict === "defer" && decision.until) known.recentSends.push(new Date(decision.until));
    return decision;
  });
}
