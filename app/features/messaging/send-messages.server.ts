/** The job that sends: claims what is due, hands it to the mail server, records what became of it. */
import { signWords } from "#app/platform/crypto/hmac.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { createMailTransport, type MailTransport } from "#app/platform/mail/mail-transport.server.ts";
import { messageOf } from "#app/shared/errors.ts";
import { type Admitted, type Claim, claimMessages } from "./decide-messages.server.ts";
import { DECISION_LASTS_MS, stillLetOut } from "./look-again.server.ts";
import type { MessageSource } from "./message-source.server.ts";
import { type Attempt, recordAttempts } from "./record-attempts.server.ts";
import { queueSending } from "./repository.server.ts";
import type { Sender } from "./sender.server.ts";
import { writeMail } from "./write-mail.server.ts";

const MAX_MS_PER_JOB = 20_000;
/** Messages on their way at once. Each has a lane, so that one which hangs holds up nobody. */
const LANES = 8;
/** All of a claim must be tried well within its lease, even if each takes as long as it may. */
const MESSAGES_PER_CLAIM = 32;
/** How long it is relied on that a message may go. Then everything that waits here is looked at again, in one read. */
const SURE_FOR_MS = 250;
const RECORD_AT_ONCE = 25;
const RECORD_AFTER_MS = 150;
/** So many in a row that did not get through: the server is away, and the rest need not wait for it one by one. */
const SERVER_AWAY_AFTER = LANES;

export interface SendOptions {
  now?: () => Date;
  /** Milliseconds that the mail server may stay silent. */
  silenceMs?: number;
  lanes?: number;
  /** Milliseconds that it is relied on that a message may go. */
  sureForMs?: number;
}

/** A message that may go, and since when that is known. */
interface Ready {
  admitted: Admitted;
  claim: Claim;
  at: Date;
  sureAtMs: number;
}

/** Sends a shop's messages that are due. May run beside itself, may be killed at any point. */
export async function sendMessages(
  shopId: ShopId,
  sources: readonly MessageSource[],
  options: SendOptions = {},
): Promise<void> {
  const now = options.now ?? (() => new Date());
  await new SendingRun(shopId, sources, { ...options, now }).run();
  await withShop(shopId, (scope) => queueSending(scope, now()));
}

class SendingRun {
  readonly #shopId: ShopId;
  readonly #sources: readonly MessageSource[];
  readonly #options: SendOptions & { now: () => Date };
  readonly #endsAtMs = performance.now() + MAX_MS_PER_JOB;
  readonly #transports = new Map<string, MailTransport>();
  #waiting: Ready[] = [];
  #isExhausted = false;
  /** One lane at a time fetches, or looks again at what waits; the others wait for it. */
  #fetching: Promise<void> | null = null;
  #attempts: Attempt[] = [];
  #recording: Promise<void> = Promise.resolve();
  #failuresInARow = 0;

  constructor(shopId: ShopId, sources: readonly MessageSource[], options: SendOptions & { now: () => Date }) {
    this.#shopId = shopId;
    this.#sources = sources;
    this.#options = options;
  }

  async run(): Promise<void> {
    const timer = setInterval(() => void this.#record().catch(() => {}), RECORD_AFTER_MS);
    try {
      await Promise.all(Array.from({ length: this.#options.lanes ?? LANES }, () => this.#lane()));
      await this.#record();
    } finally {
      clearInterval(timer);
      for (const transport of this.#transports.values()) transport.close();
    }
  }

  async #lane(): Promise<void> {
    for (;;) {
      const next = await this.#next();
      if (!next) return;
      this.#attempts.push(await this.#attempt(next.admitted, next.claim));
      if (this.#attempts.length >= RECORD_AT_ONCE) await this.#record();
    }
  }

  async #next(): Promise<Ready | null> {
    let hasJustLooked = false;
    for (;;) {
      const [next] = this.#waiting;
      if (next && (hasJustLooked || this.#isServerAway() || this.#isSure(next)))
        return this.#waiting.shift()!;
      if (!next && !this.#fetching && this.#isExhausted) return null;
      const fetch = () => (next ? this.#lookAgain() : this.#claim());
      this.#fetching ??= fetch().finally(() => (this.#fetching = null));
      await this.#fetching;
      hasJustLooked = true;
    }
  }

  #isSure({ sureAtMs, at }: Ready): boolean {
    const { now, sureForMs = SURE_FOR_MS } = this.#options;
    return performance.now() - sureAtMs <= sureForMs && now().getTime() - at.getTime() < DECISION_LASTS_MS;
  }

  async #claim(): Promise<void> {
    if (performance.now() > this.#endsAtMs || this.#isServerAway()) {
      this.#isExhausted = true;
      return;
    }
    const sureAtMs = performance.now();
    const at = this.#options.now();
    const claim = await claimMessages(this.#shopId, this.#sources, { now: at, limit: MESSAGES_PER_CLAIM });
    if (claim.looked === 0) this.#isExhausted = true;
    this.#waiting.push(...claim.admitted.map((admitted) => ({ admitted, claim, at, sureAtMs })));
  }

  async #lookAgain(): Promise<void> {
    const sureAtMs = performance.now();
    const looked = this.#waiting.splice(0);
    const asked = looked.map(({ admitted: { message }, at }) => ({ message, at }));
    const may = await stillLetOut(this.#shopId, asked, this.#options.now());
    const kept = looked.filter(({ admitted }) => may.has(admitted.message.id));
    this.#waiting.push(...kept.map((ready) => ({ ...ready, sureAtMs })));
  }

  #isServerAway(): boolean {
    return this.#failuresInARow >= SERVER_AWAY_AFTER;
  }

  async #attempt(admitted: Admitted, claim: Claim): Promise<Attempt> {
    const { message, address } = admitted;
    const at = this.#options.now();
    const about = { message, address, version: admitted.template.version };
    if (this.#isServerAway()) {
      const response = "";
      return {
        ...about,
        at,
        subject: "",
        outcome: { kind: "unreachable", mayBeAccepted: false, code: "away", response },
      };
    }
    let mail;
    try {
      mail = writeMail(this.#shopId, admitted, claim, messageIdOf(this.#shopId, message.id), at);
    } catch (error) {
      log.warn(
        { shopId: this.#shopId.toString(), template: message.templateKey },
        "a message cannot be written",
      );
      return { ...about, at, subject: "", outcome: { kind: "unwritable", response: messageOf(error) } };
    }
    const outcome = await this.#transportTo(claim.sender!).send(mail);
    this.#failuresInARow = outcome.kind === "unreachable" ? this.#failuresInARow + 1 : 0;
    return { ...about, at: this.#options.now(), subject: mail.subject, outcome };
  }

  #transportTo({ url, isOwnServer }: Sender): MailTransport {
    let transport = this.#transports.get(url);
    if (!transport) {
      const { silenceMs } = this.#options;
      transport = createMailTransport({
        url,
        isPublicOnly: isOwnServer,
        connections: this.#options.lanes ?? LANES,
        ...(silenceMs === undefined ? {} : { silenceMs }),
      });
      this.#transports.set(url, transport);
    }
    return transport;
  }

  /** Records what has come together, one batch after the other. */
  #record(): Promise<void> {
    this.#recording = this.#recordAfter(this.#recording);
    return this.#recording;
  }

  async #recordAfter(before: Promise<void>): Promise<void> {
    await before.catch(() => {});
    const attempts = this.#attempts.splice(0);
    if (attempts.length === 0) return;
    try {
      await withShop(this.#shopId, (scope) => recordAttempts(scope, attempts));
    } catch (error) {
      // What the mail server took must not be forgotten because the database was away for a moment.
      this.#attempts.unshift(...attempts);
      throw error;
    }
  }
}

/** The same on every attempt, so that a mail program shows a repetition once. */
export function messageIdOf(shopId: ShopId, messageId: bigint): string {
  const words = ["message-id", shopId.toString(), messageId.toString()];
  const signed = signWords(env.SHOPIFY_API_SECRET, words).slice(0, 32);
  return `<${signed}@${new URL(env.SHOPIFY_APP_URL).hostname}>`;
}
