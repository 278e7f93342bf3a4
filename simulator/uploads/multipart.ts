/** Reads a `multipart/form-data` body as it comes in: the fields before the file, then the file piece by piece. */

export interface MultipartReader {
  /** Takes the next piece of the body. Throws a `MultipartError` when it is not a form with one file at its end. */
  push(piece: Buffer): void;
  /** Whether the closing boundary was seen. */
  isComplete(): boolean;
}

export interface MultipartHandlers {
  /** The fields so far, when the file begins. */
  onFile(fields: Map<string, string>): void;
  onData(bytes: Buffer): void;
}

export class MultipartError extends Error {}

const HEADER_END = Buffer.from("\r\n\r\n");
const MAX_FIELD_BYTES = 64 * 1024;

/** The boundary of a Content-Type header; null when it is not a form with files. */
export function boundaryOf(contentType: string): string | null {
  const match = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2]?.trim() ?? null;
}

/** Shopify's storage takes fields only before the file; what follows the file is an error. */
export function createMultipartReader(boundary: string, handlers: MultipartHandlers): MultipartReader {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // With a line break in front the first boundary looks like all others.
  let rest: Buffer = Buffer.from("\r\n");
  let state: "preamble" | "headers" | "field" | "file" | "afterPart" | "end" = "preamble";
  let fieldName = "";
  let hasFile = false;
  const fields = new Map<string, string>();

  const startPart = (headers: string): void => {
    if (hasFile) throw new MultipartError("The file must be the last field of the form.");
    fieldName = /name="([^"]*)"/i.exec(headers)?.[1] ?? "";
    if (fieldName === "file") {
      hasFile = true;
      state = "file";
      handlers.onFile(fields);
    } else state = "field";
  };

  const content = (): boolean => {
    const at = rest.indexOf(delimiter);
    if (state === "field") {
      if (at < 0) {
        if (rest.length > MAX_FIELD_BYTES) throw new MultipartError("A field of the form is too large.");
        return false;
      }
      fields.set(fieldName, rest.subarray(0, at).toString("utf8"));
    } else {
      const safe = at < 0 ? Math.max(0, rest.length - delimiter.length) : at;
      if (safe > 0) handlers.onData(rest.subarray(0, safe));
      if (at < 0) {
        rest = rest.subarray(safe);
        return false;
      }
    }
    rest = rest.subarray(at + delimiter.length);
    state = "afterPart";
    return true;
  };

  /** Takes one step; false when more of the body is needed. */
  const step = (): boolean => {
    switch (state) {
      case "preamble": {
        const at = rest.indexOf(delimiter);
        if (at < 0) return false;
        rest = rest.subarray(at + delimiter.length);
        state = "afterPart";
        return true;
      }
      case "afterPart":
        if (rest.length < 2) return false;
        state = rest.subarray(0, 2).toString() === "--" ? "end" : "headers";
        rest = rest.subarray(2);
        return true;
      case "headers": {
        const at = rest.indexOf(HEADER_END);
        if (at < 0) return false;
        const headers = rest.subarray(0, at).toString("utf8");
        rest = rest.subarray(at + HEADER_END.length);
        startPart(headers);
        return true;
      }
      case "field":
      case "file":
        return content();
      case "end":
        rest = Buffer.alloc(0);
        return false;
    }
  };

  return {
    push: (piece) => {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      while (step());
    },
    isComplete: () => state === "end" && hasFile,
  };
}
