/** Handing messages to a mail server over SMTP. Hides nodemailer. */
import { Transform } from "node:stream";
import { createTransport } from "nodemailer";
import { publicAddressOf } from "./public-address.server.ts";

/** One message as it goes out. Addresses are given as such, so that no text of theirs becomes a header. */
export interface Mail {
  /** With its angle brackets; the same on every attempt. */
  messageId: string;
  from: { name: string; address: string };
  replyTo: string | null;
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
}

/** What an attempt came to. */
export type MailOutcome =
  | { kind: "accepted"; response: string }
  /** The server said no to this message. `isAddress`: nobody is at that address. */
  | { kind: "refused"; isPermanent: boolean; isAddress: boolean; code: string; response: string }
  /** Nothing was learned about this message. `mayBeAccepted`: the connection ended after it had been handed over. */
  | { kind: "unreachable"; mayBeAccepted: boolean; code: string; response: string };

export interface MailTransportOptions {
  /** smtp://user:password@host:port, smtps://… */
  url: string;
  /** Messages on their way at once. */
  connections: number;
  /** How long a connection may take to come about, and to say anything. */
  connectMs?: number;
  silenceMs?: number;
  /** Whoever named the server must not lead us into our own network. */
  isPublicOnly?: boolean;
}

export interface MailTransport {
  send: (mail: Mail) => Promise<MailOutcome>;
  close: () => void;
}

/** A pool of connections to one mail server. Never throws for what the server does. */
export function createMailTransport(options: MailTransportOptions): MailTransport {
  const target = optionsOfUrl(options.url);
  let opening: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> =>
    openPool(
      options.isPublicOnly
        ? { ...target, host: await publicAddressOf(target.host), servername: target.host }
        : target,
      options,
    );
  return {
    send: async (mail) => {
      // Until its content is on its way to the end, nobody can have taken a message.
      let isHandedOver = false;
      const onHandedOver = () => {
        isHandedOver = true;
      };
      try {
        const transporter = await (opening ??= open());
        const info = (await transporter.sendMail({ ...toOptions(mail), onHandedOver } as MailOptions)) as {
          response?: string;
        };
        return { kind: "accepted", response: info.response ?? "" };
      } catch (error) {
        return outcomeOf(error, isHandedOver);
      }
    },
    close: () =>
      void opening?.then(
        (transporter) => transporter.close(),
        () => {},
      ),
  };
}

type Target = ReturnType<typeof optionsOfUrl> & { servername?: string };
type Transporter = ReturnType<typeof openPool>;

function openPool(
  target: Target,
  { connections, connectMs = 10_000, silenceMs = 20_000 }: MailTransportOptions,
) {
  const transporter = createTransport({
    ...target,
    pool: true,
    maxConnections: connections,
    maxMessages: 1_000,
    // A message whose connection ended may have been taken: whether it goes again is decided by who asked.
    maxRequeues: 0,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transporter.use("stream", (mail, done) => {
    const { onHandedOver } = mail.data as { onHandedOver?: () => void };
    if (onHandedOver) mail.message.transform(() => noticingEnd(onHandedOver));
    done();
  });
  return transporter;
}

function noticingEnd(onEnd: () => void): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      onEnd();
      done();
    },
  });
}

function optionsOfUrl(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  return {
    host: hostname.replaceAll(/^\[|\]$/g, ""),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}

type MailOptions = ReturnType<typeof toOptions>;

function toOptions({ messageId, from, replyTo, to, subject, html, text, headers }: Mail) {
  return {
    messageId,
    from,
    ...(replyTo ? { replyTo } : {}),
    to: { name: "", address: to },
    envelope: { from: from.address, to: [to] },
    subject,
    html,
    text,
    headers,
    // Said, so that it need not be found out for each message by counting its characters.
    textEncoding: "quoted-printable" as const,
  };
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

/**
 * What a failure of nodemailer says about the message.
 *
 * @param isHandedOver whether all of the content had been sent when it failed
 */
export function outcomeOf(thrown: unknown, isHandedOver: boolean): MailOutcome {
  const error = (thrown ?? {}) as SmtpError;
  const { responseCode, command = "" } = error;
  const response = String(error.response ?? error.message ?? "").slice(0, 500);
  const isAboutUs = error.code === "EAUTH" || command.startsWith("AUTH");
  // 421: the server says good-bye, whatever was asked.
  if (responseCode === undefined || isAboutUs || responseCode === 421) {
    const mayBeAccepted = responseCode === undefined && isHandedOver;
    return { kind: "unreachable", mayBeAccepted, code: error.code ?? "unknown", response };
  }
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
  const isPermanent = responseCode >= 500;
  const namesAddress = enhanced
    ? /^5\.(1\.[1236]|1\.10|2\.1)$/.test(enhanced)
    : command === "RCPT TO" && [550, 551, 553].includes(responseCode);
  return {
    kind: "refused",
    isPermanent,
    isAddress: isPermanent && namesAddress,
    code: `${responseCode}${enhanced ? ` ${enhanced}` : ""}`,
    response,
  };
}
