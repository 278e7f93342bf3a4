import type { MessageStatus } from "../domain/message.ts";

const TONES: Partial<Record<MessageStatus, "success" | "attention" | "critical" | "info">> = {
  sent: "success",
  sending: "info",
  waiting: "attention",
  failed: "critical",
};

/** How the badge of a message's state looks. */
export function toneOf(status: MessageStatus) {
  const tone = TONES[status];
  return tone ? { tone } : {};
}
