/**
 * The floor of the simulator's bench: a bare HTTP server that runs the same operations with graphql-js on the same
 * schema, parsed and validated once, on fixed answers: no store, no rules, no cost, no tokens.
 */
import { createServer } from "node:http";
import { type DocumentNode, executeSync, parse, validate } from "graphql";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { FLOOR_ROOT } from "./operations.ts";

const { schema } = loadAdminSchema();
const documents = new Map<string, DocumentNode>();

function prepare(query: string): DocumentNode {
  const known = documents.get(query);
  if (known) return known;
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw error;
  documents.set(query, document);
  return document;
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    const { query, variables } = JSON.parse(text || '{"query":"{ shop { id } }"}') as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const document = prepare(query);
    const result = executeSync({ schema, document, rootValue: FLOOR_ROOT, variableValues: variables });
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
  });
}).listen(Number(process.env["PORT"]), "127.0.0.1", () => console.log('{"listening":true}'));
