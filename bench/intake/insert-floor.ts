/**
 * The floor "insert per request", a process of its own: Node's HTTP server, the signature checked, one INSERT of the
 * payload per request. What one writes by hand when nothing else is wanted.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { storeOne } from "./floor-table.ts";

const { API_SECRET = "", PORT } = process.env;
const store = storeOne();

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function isSigned(body: Buffer, signature: string): boolean {
  const expected = createHmac("sha256", API_SECRET).update(body).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

createServer((request, response) => {
  const header = (name: string) => String(request.headers[name] ?? "");
  const answer = async () => {
    const body = await readBody(request);
    if (!isSigned(body, header("x-shopify-hmac-sha256"))) return 401;
    await store(
      header("x-shopify-shop-domain"),
      header("x-shopify-topic"),
      header("x-shopify-event-id"),
      body.toString(),
    );
    return 200;
  };
  answer().then(
    (status) => response.writeHead(status).end(),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(Number(PORT), "127.0.0.1");
