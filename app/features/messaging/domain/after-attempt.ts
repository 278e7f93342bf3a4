/** What follows from an attempt to send: done, tried again and when, or given up. */
const MINUTE_MS = 60_000;
/** Greylisting lets go after some minutes; a full mailbox takes hours. */
const RETRY_MINUTES = [5, 15, 30, 60, 120, 240, 480];
/** A server that cannot be reached says nothing about the message: soon again, for days. */
const UNREACHABLE_MINUTES = [1, 2, 5, 10, 20, 30];
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * MINUTE_MS;
/** A template that cannot be filled in may be mended. */
const UNWRITABLE_RETRY_MS = 60 * MINUTE_MS;

export type AttemptOutcome =
  | { kind: "accepted" }
  | { kind: "refused"; isPermanent: boolean; isAddress: boolean; code: string }
  | { kind: "unreachable"; mayBeAccepted: boolean; code: string }
  | { kind: "unwritable" };

export interface AfterAttempt {
  status: "sent" | "waiting" | "failed";
  failure: string | null;
  dueAt: Date | null;
  mayRepeat: boolean;
  /** Nobody is at the address: nothing is sent there any more. */
  isBounce: boolean;
}

/** @param message.attempts this one included */
export function afterAttempt(
  outcome: AttemptOutcome,
  message: { attempts: number; mayRepeat: boolean; createdAt: Date },
  at: Date,
): AfterAttempt {
  const base = { failure: null, dueAt: null, mayRepeat: false, isBounce: false };
  // Age alone says nothing: a message may have waited for days before it was first tried.
  const isOld =
    message.attempts > RETRY_MINUTES.length && at.getTime() - message.createdAt.getTime() > GIVE_UP_AFTER_MS;
  const again = (failure: string, minutes: number, mayRepeat = false): AfterAttempt =>
    isOld
      ? { ...base, status: "failed", failure }
      : {
          ...base,
          status: "waiting",
          failure,
          mayRepeat,
          dueAt: new Date(at.getTime() + minutes * MINUTE_MS),
        };
  const waitOf = (minutes: readonly number[]) =>
    minutes[Math.min(message.attempts, minutes.length) - 1] ?? minutes[0]!;
  switch (outcome.kind) {
    case "accepted":
      return { ...base, status: "sent" };
    case "refused": {
      const failure = `refused ${outcome.code}`;
      if (outcome.isPermanent) return { ...base, status: "failed", failure, isBounce: outcome.isAddress };
      return again(failure, waitOf(RETRY_MINUTES));
    }
    case "unreachable": {
      // One repetition at most, and it is marked.
      if (outcome.mayBeAccepted && message.mayRepeat)
        return { ...base, status: "failed", failure: "unknown_outcome" };
      const minutes = outcome.mayBeAccepted ? RETRY_MINUTES : UNREACHABLE_MINUTES;
      return again(`unreachable ${outcome.code}`, waitOf(minutes), outcome.mayBeAccepted);
    }
    case "unwritable":
      return again("template", UNWRITABLE_RETRY_MS / MINUTE_MS);
  }
}
