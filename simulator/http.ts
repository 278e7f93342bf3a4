/** Small pieces for answering HTTP requests with node:http. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { toPlainJson } from "./json.ts";

/** Refuses bodies above this size. */
const BODY_LIMIT_BYTES = 20_000_000;

export class BodyTooLarge extends Error {}

/** The whole body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES) throw new BodyTooLarge("The body is too large.");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export interface Reply {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    "Content-Type": reply.type,
    "Content-Length": Buffer.byteLength(reply.body),
    "Cache-Control": "no-store",
    ...reply.headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : reply.body);
}

export const json = (value: unknown, status = 200, headers?: Record<string, string>): Reply => ({
  status,
  type: "application/json; charset=utf-8",
  body: toPlainJson(value),
  headers,
});

export const html = (body: string, status = 200): Reply => ({
  status,
  type: "text/html; charset=utf-8",
  body,
});

export const redirect = (location: string): Reply => ({
  status: 303,
  type: "text/plain",
  body: "",
  headers: { Location: location },
});
