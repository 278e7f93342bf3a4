/** What the tags of one page share. Templates cannot see it: it sits under a symbol among the globals. */
import type { Context } from "liquidjs";

export interface FormState {
  /** First argument of the form tag it belongs to. */
  type: string;
  /** By field name. */
  errors: Record<string, string>;
  values: Record<string, string>;
}

export interface PageState {
  /** Set by `{% layout %}`: a layout's name, or null for none. */
  layout: string | null;
  /** HTML of the app blocks placed on this template, for `{% content_for 'blocks' %}`. */
  renderAppBlocks: () => Promise<string>;
  /** A section of the theme in its wrapper; null when there is none of that name. */
  renderSection: (name: string) => Promise<string | null>;
  form: FormState | null;
}

export const PAGE = Symbol("page");

/** The state of the page being rendered; null outside a page, such as in a single block. */
export function pageOf(context: Context): PageState | null {
  const globals = context.globals as { [PAGE]?: PageState };
  return globals[PAGE] ?? null;
}
