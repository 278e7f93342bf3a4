/** A mail server that delivers nothing: it keeps what it is handed, to be looked at, and can be made to misbehave. */
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/** A message as it was taken in. */
export interface CaughtMail {
  id: number;
  at: Date;
  from: string;
  to: string[];
  subject: string;
  messageId: string;
  headers: { key: string; value: string }[];
  html: string;
  text: string;
  raw: string;
}

/**
 * How to misbehave.
 * - hang: says nothing any more once the content has come
 * - greylist: refuses a recipient at first, takes the same a second time
 * - reject: there is no such address
 * - drop: ends the connection in the middle of the content
 * - accept_and_drop: keeps the message, then ends the connection without saying so
 * - busy: refuses every recipient for now
 */
export const MAIL_FAULTS = ["hang", "greylist", "reject", "drop", "accept_and_drop", "busy"] as const;
export type MailFaultKind = (typeof MAIL_FAULTS)[number];

export interface MailFault {
  kind: MailFaultKind;
  /** Only recipients whose address contains this; empty = all. */
  address: string;
  /** How often; null = until it is taken back. */
  times: number | null;
}

export interface MailServer {
  port: number;
  url: string;
  /** The newest last. */
  messages: () => readonly CaughtMail[];
  find: (id: number) => CaughtMail | null;
  clear: () => void;
  faults: () => readonly MailFault[];
  addFault: (fault: Partial<MailFault> & { kind: MailFaultKind }) => void;
  clearFaults: () => void;
  close: () => Promise<void>;
}

const MAX_KEPT = 2_000;
const MAX_BYTES = 10_000_000;

/** @param now whose clock the messages are stamped with */
export async function startMailServer({
  port = 0,
  host = "127.0.0.1",
  now = () => new Date(),
  keep = true,
}: { port?: number; host?: string; now?: () => Date; keep?: boolean } = {}): Promise<MailServer> {
  let messages: CaughtMail[] = [];
  let faults: MailFault[] = [];
  let lastId = 0;
  const greylisted = new Set<string>();

  /** Whether a fault meets this recipient, used up by one. */
  const meets = (kind: MailFaultKind, address: string): boolean => {
    const fault = faults.find((each) => each.kind === kind && address.includes(each.address));
    if (!fault) return false;
    if (fault.times !== null) {
      fault.times -= 1;
      if (fault.times <= 0) faults = faults.filter((each) => each !== fault);
    }
    return true;
  };

  const store = async (raw: Buffer, session: SMTPServerSession) => {
    if (!keep) return;
    const parsed = await PostalMime.parse(raw);
    lastId += 1;
    messages.push({
      id: lastId,
      at: now(),
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
      to: session.envelope.rcptTo.map(({ address }) => address),
      subject: parsed.subject ?? "",
      messageId: parsed.messageId ?? "",
      headers: parsed.headers.map(({ key, value }) => ({ key, value })),
      html: parsed.html ?? "",
      text: parsed.text ?? "",
      raw: raw.toString("utf8"),
    });
    if (messages.length > MAX_KEPT) messages = messages.slice(-MAX_KEPT);
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: MAX_BYTES,
    closeTimeout: 100,
    logger: false,
    onAuth: (_auth, _session, callback) => callback(null, { user: "anybody" }),
    onRcptTo: ({ address }, _session, callback) => {
      const refuse = (code: number, message: string) =>
        callback(Object.assign(new Error(message), { responseCode: code }));
      if (meets("reject", address)) return refuse(550, "5.1.1 no such user here");
      if (meets("busy", address)) return refuse(451, "4.3.2 try again later");
      if (!greylisted.has(address) && meets("greylist", address)) {
        greylisted.add(address);
        return refuse(451, "4.7.1 greylisted, try again later");
      }
      return callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      const address = session.envelope.rcptTo[0]?.address ?? "";
      const socketOf = () => connectionOf(server, session);
      if (meets("drop", address)) {
        socketOf()?.destroy();
        return;
      }
      const take = async (content: Buffer) => {
        await store(content, session);
        if (meets("accept_and_drop", address)) socketOf()?.destroy();
        else callback();
      };
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (meets("hang", address)) return;
        void take(Buffer.concat(chunks));
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const listening = (server.server.address() as AddressInfo).port;
  return {
    port: listening,
    url: `smtp://${host}:${listening}`,
    messages: () => messages,
    find: (id) => messages.find((message) => message.id === id) ?? null,
    clear: () => {
      messages = [];
    },
    faults: () => faults,
    addFault: ({ kind, address = "", times = null }) => {
      faults = [...faults, { kind, address, times }];
    },
    clearFaults: () => {
      faults = [];
      greylisted.clear();
    },
    close: () =>
      new Promise((resolve) => {
        for (const { _socket } of connectionsOf(server)) _socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface OpenConnection {
  id: string;
  _socket: { destroy: () => void };
}

function connectionsOf(server: SMTPServer): OpenConnection[] {
  return [...(server as unknown as { connections: Set<OpenConnection> }).connections];
}

function connectionOf(server: SMTPServer, session: SMTPServerSession): OpenConnection["_socket"] | undefined {
  return connectionsOf(server).find(({ id }) => id === session.id)?._socket;
}
