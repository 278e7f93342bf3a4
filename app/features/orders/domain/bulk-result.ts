/** Takes the result of a bulk operation apart: lines of JSON, each object followed by those that name it as their parent. */

/** One object of a result with its children, and where it ends. */
export interface BulkObject {
  node: unknown;
  children: unknown[];
  /** Lines of the file up to and with this object. */
  endsAtLine: number;
  /** Lines in it that are no JSON. */
  unreadable: number;
}

/** The result ended before its end. */
export class CutOffResult extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CutOffResult";
  }
}

/**
 * The objects of a result, each whole: it is handed on when the next one begins or the file has ended as it should. A
 * line that is no JSON belongs to the object it stands in, and is counted; if it is the last, the file was cut off.
 *
 * @param expectedLines how many lines Shopify wrote; null = unknown
 * @throws CutOffResult
 */
export async function* bulkObjects(
  lines: AsyncIterable<string>,
  expectedLines: number | null,
): AsyncIterable<BulkObject> {
  let read = 0;
  let current: BulkObject | undefined;
  let lastIsJson = true;
  for await (const text of lines) {
    const line = parseLine(text);
    lastIsJson = line !== undefined;
    const isChild = line === undefined || isChildLine(line);
    if (!isChild || !current) {
      if (current) yield current;
      current = { node: line, children: [], endsAtLine: read, unreadable: line === undefined ? 1 : 0 };
    } else if (line === undefined) current.unreadable += 1;
    else current.children.push(line);
    read += 1;
    current.endsAtLine = read;
  }
  if (!lastIsJson) throw new CutOffResult(`the result ends within line ${read}`);
  if (expectedLines !== null && read < expectedLines)
    throw new CutOffResult(`the result ends after ${read} of ${expectedLines} lines`);
  if (current) yield current;
}

/** Ids are text here (`gid://shopify/…`), so that no number of a line can lose a digit. */
function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isChildLine(line: unknown): boolean {
  return typeof line === "object" && line !== null && "__parentId" in line;
}
