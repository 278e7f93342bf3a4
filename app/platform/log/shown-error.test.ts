import { expect, it } from "vitest";
import { shownError } from "./shown-error.ts";

it("an error is logged with its place and without what it quotes or carries", () => {
  const error = Object.assign(
    new Error('invalid input "Ann Example": Key (email)=(ann@example.com) of ann@example.com'),
    {
      code: "23505",
      meta: { given: "Ann Example" },
    },
  );
  const shown = shownError(error);
  expect(shown).toMatchObject({ type: "Error", code: "23505" });
  expect(shown["stack"]).toContain("shown-error.test.ts");
  expect(JSON.stringify(shown)).not.toMatch(/ann/i);
});
