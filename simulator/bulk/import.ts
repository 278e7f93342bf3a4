/** The lines of a bulk mutation: variables come in, results go out, one execution for each line. */
import { createInterface } from "node:readline";
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from "graphql";
import type { ApiContext } from "#simulator/admin-api/context.ts";
import { executeOperation } from "#simulator/admin-api/execute.ts";
import { inputErrors } from "#simulator/admin-api/input-checks.ts";
import type { AdminSchema } from "#simulator/admin-api/schema.ts";
import type { StoredFile } from "#simulator/state/model.ts";
import { readStoredFile } from "#simulator/uploads/files.ts";

type Variables = Record<string, unknown>;

function readVariables(line: string): Variables | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Variables) : null;
  } catch {
    return null;
  }
}

const failed = (message: string): object => ({ errors: [{ message }] });

async function execute(
  admin: AdminSchema,
  document: DocumentNode,
  line: string,
  context: ApiContext,
): Promise<object> {
  const variables = readVariables(line);
  if (!variables) return failed("Invalid JSON in the variables of this line.");
  const operation = getOperationAST(document) as OperationDefinitionNode;
  const errors = inputErrors(admin.schema, document, operation, variables);
  if (errors.length > 0) return { errors };
  const result = await executeOperation(admin, { document, variables }, context);
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
  };
}

/** The results of an upload's lines, one after the other; `__lineNumber` counts from 0. Throws when the file is gone. */
export async function* importLines(
  admin: AdminSchema,
  document: DocumentNode,
  file: StoredFile,
  newContext: () => ApiContext,
): AsyncGenerator<string> {
  const stream = readStoredFile(file);
  if (!stream) throw new Error("The uploaded file is gone.");
  let lineNumber = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() !== "") {
      const result = await execute(admin, document, line, newContext());
      yield JSON.stringify({ ...result, __lineNumber: lineNumber });
    }
    lineNumber += 1;
  }
}
