/** What to do by itself with deliveries that fail in a known way. */
export interface DeliveryRule {
  id: number;
  /** A topic, or a pattern in which * stands for anything, such as `orders/*`. */
  topic: string;
  /** Part of the error's text, whatever its case; empty = any error. */
  errorContains: string;
  action: RuleAction;
  /** Both are set for a retry only. */
  retryAfterMinutes: number | null;
  maxRetries: number | null;
}

export const RULE_ACTIONS = ["retry", "ignore"] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** A delivery's failed attempt. */
export interface FailedAttempt {
  topic: string;
  error: string;
  /** Attempts so far, this one included. */
  attempts: number;
  /** Trying again cannot help: it cannot be read. */
  isUnreadable: boolean;
}

export type FailureDecision =
  { kind: "retry"; delayMs: number } | { kind: "ignore"; ruleId: number } | { kind: "setAside" };

/** After so many attempts a delivery that can be read is set aside, too. */
export const MAX_ATTEMPTS = 8;

/** What becomes of a delivery after a failed attempt: tried again later and later, then what the first rule that fits says. */
export function decideFailure(attempt: FailedAttempt, rules: readonly DeliveryRule[]): FailureDecision {
  const attemptsByItself = attempt.isUnreadable ? 1 : MAX_ATTEMPTS;
  if (attempt.attempts < attemptsByItself) return { kind: "retry", delayMs: 1000 * 2 ** attempt.attempts };
  const rule = rules.find((candidate) => fits(candidate, attempt));
  if (!rule) return { kind: "setAside" };
  if (rule.action === "ignore") return { kind: "ignore", ruleId: rule.id };
  const retriesByRule = attempt.attempts - attemptsByItself;
  if (retriesByRule >= (rule.maxRetries ?? 1)) return { kind: "setAside" };
  return { kind: "retry", delayMs: (rule.retryAfterMinutes ?? 1) * 60_000 };
}

/** Whether a rule concerns a failure. The same as {@link likeOf} and `strpos` say in SQL. */
export function fits(
  rule: Pick<DeliveryRule, "topic" | "errorContains">,
  failure: Pick<FailedAttempt, "topic" | "error">,
): boolean {
  const pattern = rule.topic.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === "*" ? ".*" : `\\${sign}`));
  return (
    new RegExp(`^${pattern}$`, "s").test(failure.topic) &&
    failure.error.toLowerCase().includes(rule.errorContains.toLowerCase())
  );
}

/** A topic's pattern as LIKE wants it. */
export function likeOf(topicPattern: string): string {
  return topicPattern.replaceAll(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}
