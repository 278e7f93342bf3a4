import { expect, it } from "vitest";
import { readSmallForm } from "./read-form.server.ts";

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  readSmallForm(
    new Request("https://app.example/preferences", {
      method: "POST",
      body,
      headers,
      duplex: "half",
    } as RequestInit),
  );

it("a form is read, one without an end is not, and what is no form is refused", async () => {
  expect((await post(new URLSearchParams({ intent: "save" }))).get("intent")).toBe("save");
  const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(16_384)) });
  await expect(post(endless)).rejects.toMatchObject({ status: 413 });
  await expect(post("intent", { "Content-Type": "text/plain" })).rejects.toMatchObject({ status: 400 });
});
