import { Engine } from "mrml";

const engine = new Engine();

/** HTML for mail programs, from MJML. @throws Error that says what is wrong with the MJML */
export function mjmlToHtml(mjml: string): string {
  const result = engine.toHtml(mjml);
  if (result.type === "success") return result.content;
  throw new Error(`the layout cannot be compiled: ${result.message}`);
}
