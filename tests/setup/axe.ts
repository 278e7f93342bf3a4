/** Accessibility checks of a page and the frames in it. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What breaks WCAG 2.2 A or AA, one line for each element: rule, place, what is wrong. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const options = {
    runOnly: { type: "tag" as const, values: STANDARDS },
    resultTypes: ["violations" as const],
  };
  const { violations } = await new AxeBuilder({ page }).options(options).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const summary = (failureSummary ?? "").split("\n").slice(1).join(" ").trim();
      return `${id} at ${target.flat(3).join(" > ")}: ${summary}`;
    }),
  );
}
