/** From a template and a context to the mail that goes out. */
import { mjmlToHtml } from "#app/platform/mail/mjml.server.ts";
import { type ReadTemplate, readTemplate, TemplateFault } from "#app/platform/mail/liquid.server.ts";
import type { Brand, TemplateContent } from "./domain/content.ts";
import { toMjml, toText, unpark } from "./domain/layout.ts";
import { layoutTexts } from "./domain/shop-texts.ts";

/** A template that was read; filling it in is all that is left for each recipient. */
export interface CompiledTemplate {
  subject: ReadTemplate;
  html: ReadTemplate;
  text: ReadTemplate;
}

export interface Rendered {
  subject: string;
  html: string;
  text: string;
}

/** What is wrong with a template, and in which part: subject, preheader, or the number of the block from 0. */
export interface TemplateProblem {
  part: "subject" | "preheader" | "html" | number;
  message: string;
  line: number | null;
  column: number | null;
}

/** Reads a template: the layout is laid out and the Liquid parsed once. @throws TemplateFault */
export function compileTemplate(
  content: TemplateContent,
  brand: Brand,
  language: string,
  isMarketing: boolean,
): CompiledTemplate {
  const texts = layoutTexts(language);
  const { markup, liquid } = toMjml(content, brand, texts, isMarketing);
  return {
    subject: readTemplate(content.subject, "text"),
    html: readTemplate(unpark(mjmlToHtml(markup), liquid), "html"),
    text: readTemplate(toText(content, brand, texts, isMarketing), "text"),
  };
}

const MAX_COMPILED = 200;
const compiled = new Map<string, CompiledTemplate>();

/** The same, remembered. @param key names the content: shop, template, version */
export function compiledTemplate(
  key: string,
  content: TemplateContent,
  brand: Brand,
  language: string,
  isMarketing: boolean,
): CompiledTemplate {
  const name = JSON.stringify([key, brand, language, isMarketing]);
  const known = compiled.get(name);
  if (known) return known;
  const made = compileTemplate(content, brand, language, isMarketing);
  // The oldest makes room.
  if (compiled.size >= MAX_COMPILED) compiled.delete(compiled.keys().next().value!);
  compiled.set(name, made);
  return made;
}

/** Fills a template in. @throws TemplateFault */
export function renderTemplate({ subject, html, text }: CompiledTemplate, context: object): Rendered {
  return {
    // A line break would begin a header of its own.
    subject: subject.render(context).replaceAll(/\s+/g, " ").trim().slice(0, 250),
    html: html.render(context),
    text: text.render(context),
  };
}

/** What is wrong with a template, part by part, tried with a context. Empty = nothing. */
export function templateProblems(content: TemplateContent, context: object): TemplateProblem[] {
  const { subject, preheader, blocks } = content;
  const parts: [TemplateProblem["part"], string][] = [
    ["subject", subject],
    ["preheader", preheader],
    ...blocks.flatMap((block, index) =>
      Object.values(block)
        .filter((value): value is string => typeof value === "string")
        .map((value): [number, string] => [index, value]),
    ),
  ];
  return parts.flatMap(([part, source]) => {
    try {
      readTemplate(source, "text").render(context);
      return [];
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      return [{ part, message: error.message, line: error.line, column: error.column }];
    }
  });
}
