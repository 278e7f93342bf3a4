import { describe, expect, it } from "vitest";
import { readAnswer } from "./load-client.ts";
import { BODY_BYTES, makeOrderBody } from "./order-body.ts";

describe("an answer", () => {
  const empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  const refused = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 3\r\n\r\nno\n";
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";

  it.each([
    ["without a body", empty, 200],
    ["with a body", refused, 401],
    ["in chunks", chunked, 200],
  ])("%s is read to its end", (_label, text, status) => {
    expect(readAnswer(text)).toEqual({ status, end: text.length });
    expect(readAnswer(text + empty)).toEqual({ status, end: text.length });
  });

  it("is waited for until it is complete", () => {
    for (const text of [empty, refused, chunked])
      for (let length = 0; length < text.length; length += 1)
        expect(readAnswer(text.slice(0, length)), text.slice(0, length)).toBeNull();
  });
});

it("every order has the same length and an id of its own", () => {
  const bodies = [makeOrderBody(1), makeOrderBody(999)];
  expect(bodies.map((body) => body.length)).toEqual([BODY_BYTES, BODY_BYTES]);
  expect(new Set(bodies.map((body) => (JSON.parse(body.toString()) as { id: number }).id)).size).toBe(2);
});
