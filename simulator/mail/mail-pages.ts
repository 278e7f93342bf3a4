/** What the mail server caught, for people (/mail) and for programs (/__simulator/mail). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { html as htmlReply, json, readBody, redirect, type Reply, send } from "#simulator/http.ts";
import { html, type Html } from "#simulator/admin-page/html.ts";
import { type CaughtMail, MAIL_FAULTS, type MailFaultKind, type MailServer } from "./mail-server.ts";

const PAGE = /^\/mail(?:\/(\d+)(\/html)?)?\/?$/;
const API = /^\/__simulator\/mail(?:\/(faults|\d+))?\/?$/;

/** Answers a request for caught mail; false = it is about something else. */
export async function answerMail(
  server: MailServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const page = PAGE.exec(url.pathname);
  const api = API.exec(url.pathname);
  if (!page && !api) return false;
  send(response, page ? showPage(server, request, page) : await answerApi(server, request, api![1]));
  return true;
}

function showPage(server: MailServer, request: IncomingMessage, [, id, isHtml]: RegExpExecArray): Reply {
  if (request.method === "POST") {
    server.clear();
    return redirect("/mail");
  }
  if (id === undefined) return frame("Mail", list(server));
  const mail = server.find(Number(id));
  if (!mail) return { ...frame("Mail", html`<p>There is no such message.</p>`), status: 404 };
  if (!isHtml) return frame(mail.subject || "(no subject)", detail(mail));
  // The message runs nothing and sees nothing of this page.
  return {
    ...htmlReply(mail.html),
    headers: {
      "Content-Security-Policy":
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'",
    },
  };
}

const time = (at: Date): string => at.toISOString().replace("T", " ").slice(0, 19);

function list(server: MailServer): Html {
  const mails = server.messages().toReversed();
  if (mails.length === 0) return html`<p>No mail yet. Whatever the app sends over SMTP ends up here.</p>`;
  return html`<form method="post"><button>Throw all away</button></form>
    <table>
      <thead>
        <tr>
          <th scope="col">At (UTC)</th>
          <th scope="col">To</th>
          <th scope="col">Subject</th>
        </tr>
      </thead>
      <tbody>
        ${mails.map(
          ({ id, at, to, subject }) =>
            html`<tr>
              <td>${time(at)}</td>
              <td>${to.join(", ")}</td>
              <td><a href="/mail/${id}">${subject || "(no subject)"}</a></td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function detail({ id, at, from, to, headers, text }: CaughtMail): Html {
  return html`<p><a href="/mail">All mail</a></p>
    <p>${time(at)} UTC, from ${from} to ${to.join(", ")}</p>
    <iframe
      title="The message"
      src="/mail/${id}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>
    <h2>Text part</h2>
    <pre>${text}</pre>
    <h2>Headers</h2>
    <pre>${headers.map(({ key, value }) => `${key}: ${value}`).join("\n")}</pre>`;
}

const STYLE = `body{font-family:system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.5rem;border-bottom:1px solid #ddd}
iframe{width:100%;height:44rem;border:1px solid #ccc;border-radius:.5rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:1rem}`;

function frame(title: string, content: Html): Reply {
  return htmlReply(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <title>${title}</title>
          <link rel="stylesheet" href="data:text/css,${encodeURIComponent(STYLE)}" />
        </head>
        <body>
          <main>
            <h1>${title}</h1>
            ${content}
          </main>
        </body>
      </html>`.text,
  );
}

async function answerApi(
  server: MailServer,
  request: IncomingMessage,
  part: string | undefined,
): Promise<Reply> {
  const { method = "GET" } = request;
  if (part === "faults") {
    if (method === "DELETE") server.clearFaults();
    if (method === "POST") {
      const fault = readFault(await readBody(request));
      if (typeof fault === "string") return json({ error: fault }, 400);
      server.addFault(fault);
    }
    return json({ faults: server.faults() });
  }
  if (part !== undefined) {
    const mail = server.find(Number(part));
    return mail ? json({ mail: plain(mail) }) : json({ error: `There is no mail ${part}.` }, 404);
  }
  if (method === "DELETE") server.clear();
  return json({ port: server.port, mails: server.messages().map(plain) });
}

const plain = (mail: CaughtMail) => ({ ...mail, at: mail.at.toISOString() });

/** A fault as the API is given one, or why it cannot be. */
function readFault(body: string): { kind: MailFaultKind; address: string; times: number | null } | string {
  let value: unknown;
  try {
    value = JSON.parse(body || "{}");
  } catch {
    return "The body must be a JSON object.";
  }
  const { kind, address = "", times = null } = (value ?? {}) as Record<string, unknown>;
  const known = MAIL_FAULTS.find((each) => each === kind);
  if (!known) return `kind must be one of ${MAIL_FAULTS.join(", ")}, not ${JSON.stringify(kind)}.`;
  if (times !== null && !(typeof times === "number" && Number.isInteger(times) && times > 0))
    return "times must be a whole number above zero.";
  return { kind: known, address: String(address), times };
}
