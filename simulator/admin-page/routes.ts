/** What pages and forms of the admin are, and how a form answers. */
import { html as htmlReply, redirect, type Reply } from "#simulator/http.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { PageContext } from "./page-context.ts";

/** The pattern is matched against the path below `/store/<handle>`; its groups are the parts. */
export type Page = [pattern: RegExp, show: (context: PageContext, ...parts: string[]) => Reply | null];

/** Asked before something that cannot be undone. */
export interface Question {
  title: string;
  /** What will happen. */
  text: string;
  /** Of the button that does it. */
  button: string;
  /** Where "Go back" leads. */
  back: string;
}

export interface Action {
  pattern: RegExp;
  act: (context: PageContext, ...parts: string[]) => Reply | null | Promise<Reply | null>;
  /** Reads `context.request` itself: the form holds a file. */
  readsBody?: boolean;
  /** null = nothing needs to be asked. */
  confirm?: (context: PageContext, ...parts: string[]) => Question | null;
}

/** Everything about one entry of the menu; a page or action that answers null is not found. */
export interface Section {
  pages: Page[];
  actions: Action[];
}

type Outcome = { ok: true } | { ok: false; errors: readonly { message: string; field?: string }[] };

const asErrors = (errors: readonly { message: string; field?: string }[]): CommandError[] =>
  errors.map(({ field = "", message }) => ({ field, message }));

/** A page, with a word on what was done. */
export function done(path: string, text: string): Reply {
  const [address = "", fragment] = path.split("#");
  const separator = address.includes("?") ? "&" : "?";
  return redirect(
    `${address}${separator}${new URLSearchParams({ done: text })}${fragment ? `#${fragment}` : ""}`,
  );
}

/** The page of a form again, with what was typed and why it was refused. */
export const refused = (
  context: PageContext,
  errors: readonly { message: string; field?: string }[],
  page: (context: PageContext) => string,
): Reply => htmlReply(page({ ...context, errors: asErrors(errors) }), 422);

/** After a command: on to a page with a word on it, or the form again. */
export function answer(
  context: PageContext,
  outcome: Outcome,
  { to, text, page }: { to: string; text: string; page: (context: PageContext) => string },
): Reply {
  return outcome.ok ? done(to, text) : refused(context, outcome.errors, page);
}

/** What a form's text field holds, trimmed; empty when it is not there. */
export const textOf = (context: PageContext, name: string): string => (context.form.get(name) ?? "").trim();

/** Comma-separated values of a field. */
export const listOf = (context: PageContext, name: string): string[] =>
  textOf(context, name)
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
